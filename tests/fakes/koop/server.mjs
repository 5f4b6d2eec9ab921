// A Koop that serves the GeoJSON files of a folder below it as layers, until it is ended; it prints its port.
import Koop from '@koopjs/koop-core';
import provider from '@koopjs/provider-file-geojson';

const koop = new Koop({ logLevel: 'error' });
koop.register(provider, { dataDir: process.argv[2] });
const server = koop.server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
