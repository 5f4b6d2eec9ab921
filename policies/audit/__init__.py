"""Audit proofs: a Merkle tree over the audit log, signed checkpoints, and proofs that anyone can check without us."""
