"""people, passkeys, one-time codes, invitations, sessions"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalogue.columns


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ceremony',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('secret', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('expires_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ceremony', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ceremony_expires_at'), ['expires_at'], unique=False)

    op.create_table('code_secret',
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person')
    )
    op.create_table('invitation',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('organisation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('role', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('invited_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('expires_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('accepted_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.Column('accepted_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('revoked_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_organisation'), ['organisation'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('public_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('last_used_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_person'), ['person'], unique=False)

    op.create_table('person',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('folded', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('display_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('left_at', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('folded'),
    sa.UniqueConstraint('name')
    )
    op.create_table('person_session',
    sa.Column('cookie_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('number', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('method', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('assurance', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('ends_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('cookie_hash'),
    sa.UniqueConstraint('number')
    )
    with op.batch_alter_table('person_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_session_person'), ['person'], unique=False)

    op.create_table('recovery_code',
    sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('hash')
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_person'), ['person'], unique=False)

    op.create_table('wrong_codes',
    sa.Column('name_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('times', sa.JSON(), nullable=False),
    sa.Column('last_at', catalogue.columns.UtcTime(timezone=True), nullable=False),
    sa.Column('locked_until', catalogue.columns.UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name_hash')
    )
    with op.batch_alter_table('wrong_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wrong_codes_last_at'), ['last_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('wrong_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wrong_codes_last_at'))

    op.drop_table('wrong_codes')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_person'))

    op.drop_table('recovery_code')
    with op.batch_alter_table('person_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_session_person'))

    op.drop_table('person_session')
    op.drop_table('person')
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkey_person'))

    op.drop_table('passkey')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_organisation'))

    op.drop_table('invitation')
    op.drop_table('code_secret')
    with op.batch_alter_table('ceremony', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ceremony_expires_at'))

    op.drop_table('ceremony')
