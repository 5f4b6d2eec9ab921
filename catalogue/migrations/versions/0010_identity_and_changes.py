"""catalogue records, aliases, the change log"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = catalogue.columns.UtcTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'catalogue_record',
        sa.Column('source', TEXT(), nullable=False),
        sa.Column('remote', TEXT(), nullable=False),
        sa.Column('dataset', TEXT(), nullable=False),
        sa.Column('publisher', TEXT(), nullable=False),
        sa.Column('landing_page', TEXT(), nullable=False),
        sa.Column('fingerprint', TEXT(), nullable=True),
        sa.Column('record_hash', TEXT(), nullable=False),
        sa.Column('snapshot', TEXT(), nullable=False),
        sa.Column('first_seen', TIME, nullable=False),
        sa.Column('changed_at', TIME, nullable=False),
        sa.Column('gone_at', TIME, nullable=True),
        sa.PrimaryKeyConstraint('source', 'remote'),
    )
    op.create_index('ix_catalogue_record_dataset', 'catalogue_record', ['dataset'])
    op.create_index('ix_catalogue_record_fingerprint', 'catalogue_record', ['fingerprint'])
    op.create_table(
        'record_identifier',
        sa.Column('source', TEXT(), nullable=False),
        sa.Column('remote', TEXT(), nullable=False),
        sa.Column('identifier', TEXT(), nullable=False),
        sa.PrimaryKeyConstraint('source', 'remote', 'identifier'),
    )
    op.create_index('ix_record_identifier_identifier', 'record_identifier', ['identifier'])
    op.create_table(
        'dataset_alias',
        sa.Column('source', TEXT(), nullable=False),
        sa.Column('remote', TEXT(), nullable=False),
        sa.Column('dataset', TEXT(), nullable=False),
        sa.Column('since', TIME, nullable=False),
        sa.PrimaryKeyConstraint('source', 'remote'),
    )
    op.create_index('ix_dataset_alias_dataset', 'dataset_alias', ['dataset'])
    op.create_table(
        'merge_proposal',
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('dataset', TEXT(), nullable=False),
        sa.Column('other', TEXT(), nullable=False),
        sa.Column('why', TEXT(), nullable=False),
        sa.Column('state', TEXT(), nullable=False),
        sa.Column('proposed_at', TIME, nullable=False),
        sa.Column('decided_at', TIME, nullable=True),
        sa.PrimaryKeyConstraint('number'),
    )
    op.create_index('ix_merge_proposal_dataset', 'merge_proposal', ['dataset'])
    op.create_index('ix_merge_proposal_other', 'merge_proposal', ['other'])
    op.create_table(
        'dataset_change',
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=True),
        sa.Column('dataset', TEXT(), nullable=False),
        sa.Column('kind', TEXT(), nullable=False),
        sa.Column('at', TIME, nullable=False),
        sa.Column('release', TEXT(), nullable=False),
        sa.Column('source', TEXT(), nullable=False),
        sa.Column('was_public', sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column('details', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('number'),
        sqlite_autoincrement=True,
    )
    op.create_index('ix_dataset_change_dataset', 'dataset_change', ['dataset'])
    op.create_index('ix_dataset_change_position', 'dataset_change', ['position'])
    op.create_table(
        'seen_set',
        sa.Column('digest', TEXT(), nullable=False),
        sa.Column('datasets', sa.JSON(), nullable=False),
        sa.Column('made_at', TIME, nullable=False),
        sa.PrimaryKeyConstraint('digest'),
    )
    _records_of_what_stands()
    _changes_so_far()


def _records_of_what_stands() -> None:
    """Give each dataset the record of the source that told of it; of two of one identity the one that stands."""
    op.execute(
        sa.text(
            "INSERT INTO catalogue_record (source, remote, dataset, publisher, landing_page, fingerprint, record_hash,"
            " snapshot, first_seen, changed_at, gone_at)"
            " SELECT source, remote, id, publisher, landing_page, NULL, record_hash, record_snapshot, recorded_from, recorded_at,"
            " gone_at FROM dataset WHERE NOT EXISTS (SELECT 1 FROM dataset AS other WHERE other.source = dataset.source"
            " AND other.remote = dataset.remote AND other.id <> dataset.id AND (other.gone_at IS NULL AND"
            " dataset.gone_at IS NOT NULL OR (other.gone_at IS NULL) = (dataset.gone_at IS NULL)"
            " AND other.id > dataset.id))"
        )
    )


def _changes_so_far() -> None:
    """Begin the log with what came, and what went: whoever reads it from its beginning has the whole catalogue."""
    op.execute(
        sa.text(
            "INSERT INTO dataset_change (position, dataset, kind, at, release, source, details)"
            " SELECT ROW_NUMBER() OVER (ORDER BY at, kind, id), id, kind, at, '', source, '{}' FROM ("
            "SELECT id, source, 'created' AS kind, recorded_from AS at FROM dataset UNION ALL"
            " SELECT id, source, 'deleted' AS kind, gone_at AS at FROM dataset WHERE gone_at IS NOT NULL) AS so_far"
        )
    )


def downgrade() -> None:
    for name in (
        'seen_set', 'dataset_change', 'merge_proposal', 'dataset_alias', 'record_identifier', 'catalogue_record',
    ):
        op.drop_table(name)
