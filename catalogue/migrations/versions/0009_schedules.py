"""the state of sources, their schedule and circuit"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = catalogue.columns.UtcTime(timezone=True)
    op.create_table(
        'source_state',
        sa.Column('source', text(), nullable=False),
        sa.Column('last_tried', moment, nullable=True),
        sa.Column('last_done', moment, nullable=True),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('left_until', moment, nullable=True),
        sa.Column('why', text(), nullable=False),
        sa.Column('counted', text(), nullable=False),
        sa.Column('paused_at', moment, nullable=True),
        sa.PrimaryKeyConstraint('source'),
    )
    op.create_table(
        'chore',
        sa.Column('name', text(), nullable=False),
        sa.Column('begun_at', moment, nullable=False),
        sa.Column('done_at', moment, nullable=True),
        sa.Column('error', text(), nullable=False),
        sa.PrimaryKeyConstraint('name'),
    )


def downgrade() -> None:
    op.drop_table('chore')
    op.drop_table('source_state')
