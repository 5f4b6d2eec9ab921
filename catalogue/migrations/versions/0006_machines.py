"""keys with scopes, OAuth clients, signing keys"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default='live'))
        batch_op.add_column(sa.Column('scopes', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('networks', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('purposes', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('created_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('line', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('replaces', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('last_used_at', catalogue.columns.UtcTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_api_key_line'), ['line'], unique=False)
    op.execute("UPDATE api_key SET line = prefix")

    op.create_table('oauth_client',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('organisation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('holder', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('secret_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('earlier_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('earlier_until', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.Column('jwks', sa.JSON(), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('networks', sa.JSON(), nullable=True),
    sa.Column('purposes', sa.JSON(), nullable=True),
    sa.Column('created_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('revoked_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('oauth_client', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_oauth_client_organisation'), ['organisation'], unique=False)

    op.create_table('signing_key',
    sa.Column('kid', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('public', sa.JSON(), nullable=False),
    sa.Column('sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('signs_from', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('kid')
    )
    op.create_table('used_assertion',
    sa.Column('client', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('jti', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('expires_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('client', 'jti')
    )
    with op.batch_alter_table('used_assertion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_used_assertion_expires_at'), ['expires_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('used_assertion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_used_assertion_expires_at'))

    op.drop_table('used_assertion')
    op.drop_table('signing_key')
    with op.batch_alter_table('oauth_client', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_oauth_client_organisation'))

    op.drop_table('oauth_client')
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_key_line'))
        batch_op.drop_column('last_used_at')
        batch_op.drop_column('replaces')
        batch_op.drop_column('line')
        batch_op.drop_column('created_by')
        batch_op.drop_column('purposes')
        batch_op.drop_column('networks')
        batch_op.drop_column('scopes')
        batch_op.drop_column('kind')
