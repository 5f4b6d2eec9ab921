"""external OIDC providers"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('identity_provider',
    sa.Column('issuer', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('client_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('client_secret', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('audience', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('organisations', sa.JSON(), nullable=False),
    sa.Column('organisation_claim', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('organisation_map', sa.JSON(), nullable=False),
    sa.Column('role_claim', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('role_map', sa.JSON(), nullable=False),
    sa.Column('assurance_map', sa.JSON(), nullable=False),
    sa.Column('login_scope', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('typ_required', sa.Boolean(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('issuer')
    )
    op.create_table('external_identity',
    sa.Column('issuer', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('organisations', sa.JSON(), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('signed_in_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('issuer', 'subject')
    )
    with op.batch_alter_table('external_identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_external_identity_person'), ['person'], unique=False)

    op.create_table('spent_sign_in',
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('expires_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('state')
    )
    with op.batch_alter_table('spent_sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spent_sign_in_expires_at'), ['expires_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('spent_sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_spent_sign_in_expires_at'))

    op.drop_table('spent_sign_in')
    with op.batch_alter_table('external_identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_external_identity_person'))

    op.drop_table('external_identity')
    op.drop_table('identity_provider')
