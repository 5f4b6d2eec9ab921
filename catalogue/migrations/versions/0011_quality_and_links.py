"""link checks and quality"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'stated_metrics',
        sa.Column('dataset', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('stated', sa.JSON(), nullable=False),
        sa.Column('recorded_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('dataset'),
    )
    op.create_table(
        'link_check',
        sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('answered', sa.Boolean(), nullable=True),
        sa.Column('found', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('checked_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
        sa.Column('broken_since', catalogue.columns.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )


def downgrade() -> None:
    op.drop_table('link_check')
    op.drop_table('stated_metrics')
