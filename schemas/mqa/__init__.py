"""The EU's metadata quality assessment (data.europa.eu): 405 points for how well a dataset is described."""
