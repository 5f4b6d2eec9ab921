"""approved runs, full passes, what is missed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('since', catalogue.columns.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('newest', catalogue.columns.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('proved', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column('shapes', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default='')
        )
        batch_op.add_column(sa.Column('approved', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table('run_item', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('record_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default='')
        )
        batch_op.create_index('ix_run_item_position', ['run', 'position'], unique=False)
    with op.batch_alter_table('fetch', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('link', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default='')
        )
        batch_op.create_index('ix_fetch_source_request', ['source', 'request'], unique=False)
    with op.batch_alter_table('dataset', schema=None) as batch_op:
        batch_op.create_index('ix_dataset_identity', ['source', 'remote'], unique=False)
        batch_op.add_column(sa.Column('missing_since', catalogue.columns.UtcTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('dataset', schema=None) as batch_op:
        batch_op.drop_index('ix_dataset_identity')
        batch_op.drop_column('missing_since')
    with op.batch_alter_table('fetch', schema=None) as batch_op:
        batch_op.drop_index('ix_fetch_source_request')
        batch_op.drop_column('link')
    with op.batch_alter_table('run_item', schema=None) as batch_op:
        batch_op.drop_index('ix_run_item_position')
        batch_op.drop_column('record_hash')
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.drop_column('approved')
        batch_op.drop_column('shapes')
        batch_op.drop_column('proved')
        batch_op.drop_column('newest')
        batch_op.drop_column('since')
