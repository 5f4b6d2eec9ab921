"""notices to whoever must act"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'notice_address',
        sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('organisation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('lang', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('kinds', sa.JSON(), nullable=False),
        sa.Column('added_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('added_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
        sa.Column('stopped_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_notice_address_organisation', 'notice_address', ['organisation'])
    op.create_table(
        'notice_feed',
        sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('organisation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('secret_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('created_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
        sa.Column('revoked_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_notice_feed_organisation', 'notice_feed', ['organisation'])
    op.create_table(
        'notice_letter',
        sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('organisation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('lang', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('notices', sa.JSON(), nullable=False),
        sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('recorded_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
        sa.Column('next_try', catalogue.columns.UtcTime(timezone=True), nullable=False),
        sa.Column('sent_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
        sa.Column('error', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_notice_letter_organisation', 'notice_letter', ['organisation'])
    op.create_index('ix_notice_letter_state', 'notice_letter', ['state', 'next_try'])
    op.create_table(
        'notice_told',
        sa.Column('organisation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('notice', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('told_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('organisation', 'address', 'notice'),
    )


def downgrade() -> None:
    op.drop_table('notice_told')
    op.drop_index('ix_notice_letter_state', 'notice_letter')
    op.drop_index('ix_notice_letter_organisation', 'notice_letter')
    op.drop_table('notice_letter')
    op.drop_index('ix_notice_feed_organisation', 'notice_feed')
    op.drop_table('notice_feed')
    op.drop_index('ix_notice_address_organisation', 'notice_address')
    op.drop_table('notice_address')
