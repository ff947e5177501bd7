"""The communication log: the back-fill of old mails, and what new ones cost."""

import itertools
import types
from email.message import EmailMessage
from unittest.mock import patch

from markupsafe import Markup

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from ..measure import Work
from ..row import Row

# One archive of ten has mails, and so many of them: as many mails as archives.
MAILS_EACH = 10
_MARK = 'Benchmark of the communication log'
# As it comes every day: both forms of a text, what it answers quoted below, and a letter as PDF.
_TEXT = "Thank you for the offer. We shall tell you by Friday whether we take it. 谢谢!"
_HTML = (
    f'<div style="font-family: sans-serif"><p>{_TEXT}</p><blockquote type="cite">'
    + "<p>Dear customer, here is our offer for the maintenance of your boilers.</p>" * 8
    + '</blockquote></div>'
)
_LETTER = b'%PDF-1.4 ' + bytes(range(256)) * 120
_counter = itertools.count(1)


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    large, small = databases.large, databases.small
    history = _History()
    rounds = 2 if smoke else 80
    return [
        Row(
            'communication-history',
            f"back-fill of {large.label} mails", "one INSERT … SELECT of the same rows", 2.0,
            candidate=Work(large, history.run, _await_history),
            reference=Work(large, _insert, _await_history),
            rounds=1 if smoke else 3, details=history.tell,
        ),
        *(
            Row(
                f'communication-{name}', f"{name} a mail of an archived customer",
                "the same without the addons", 1.10,
                candidate=Work(small, job, _pick_customer),
                reference=Work(databases.core, job, _pick_customer),
                rounds=rounds, clock='cpu',
            )
            for name, job in (('receive', _receive), ('send', _send))
        ),
    ]


# ============================================================
# Back-fill
# ============================================================

class _History:
    """The scheduled job itself, without its commits."""

    def __init__(self):
        self._entered = None

    def run(self, env, _none):
        """Enter the history of all archives that wait for it."""
        with patch.object(
            env.registry['ir.cron'], '_commit_progress', lambda *_args, **_kwargs: float('inf'),
        ):
            env(user=SUPERUSER_ID, su=True)['customer.archive']._cron_enter_history()
        env.cr.execute("SELECT count(*) FROM customer_archive_communication")
        [self._entered] = env.cr.fetchone()

    def tell(self):
        """Return what else was measured."""
        return f"entries: {self._entered:,}"


def _await_history(env):
    """Let all archives wait for mails that stand in the database, half of them sent."""
    with env.registry.cursor() as cr:
        cr.execute("SELECT EXISTS (SELECT FROM mail_message WHERE subject = %s)", [_MARK])
        if not cr.fetchone()[0]:
            _make_mails(cr, api.Environment(cr, SUPERUSER_ID, {}).company.id)
        # A round that was rolled back leaves dead rows, which the next one would walk over.
        _settle(cr, 'customer_archive_communication', 'customer_archive_communication_partner_rel',
                'customer_archive_communication_user_rel')
    env.cr.rollback()
    env.registry.clear_cache()
    env.invalidate_all()
    env.cr.execute("SELECT 1")


def _make_mails(cr, company_id):
    """Make as many mails as there are archives, and let the archives wait for them."""
    cr.execute(
        """
        WITH customer AS (
            SELECT partner_id, row_number() OVER (ORDER BY id) AS number
              FROM customer_archive WHERE state IN ('temporary', 'formal')
        ), counted AS (
            SELECT greatest(count(*) / 10, 1) AS writing,
                   greatest(count(*) / 10, 1) * %(each)s AS mails
              FROM customer
        ),
        message AS (
            INSERT INTO mail_message (
                message_type, subject, body, date, author_id, record_company_id, model, res_id,
                create_uid, create_date, write_uid, write_date
            )
            SELECT CASE i %% 2 WHEN 0 THEN 'email' ELSE 'comment' END, %(mark)s,
                   '<p>' || repeat('Mail ', 40) || '</p>',
                   timestamp '2024-01-01' + i * interval '1 minute',
                   CASE i %% 2 WHEN 0 THEN partner_id ELSE own.id END, %(company)s,
                   'res.partner', partner_id, 1, now(), 1, now()
              FROM counted CROSS JOIN generate_series(1, counted.mails) AS i
              JOIN customer ON customer.number = 1 + i %% counted.writing
             CROSS JOIN (SELECT partner_id AS id FROM res_users WHERE login = 'admin') AS own
            RETURNING id, message_type, res_id, author_id
        )
        INSERT INTO mail_notification (
            mail_message_id, res_partner_id, notification_type, notification_status, is_read
        )
        SELECT id, res_id, 'email', 'sent', TRUE FROM message WHERE message_type = 'comment'
        """,
        {'each': MAILS_EACH, 'mark': _MARK, 'company': company_id},
    )
    cr.execute("INSERT INTO customer_archive_history (archive_id) SELECT id FROM customer_archive"
               " WHERE state IN ('temporary', 'formal') ON CONFLICT DO NOTHING")
    _settle(cr, 'mail_message', 'mail_notification', 'customer_archive_history')


def _settle(cr, *tables):
    """Commit, and let the server finish what it owes to tables that were just written."""
    cr.commit()
    connection = cr.connection
    connection.autocommit = True
    for table in tables:
        cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
    cr.execute("CHECKPOINT")
    connection.autocommit = False


def _insert(env, _none):
    """Write the same rows by one statement, made for these mails alone."""
    following = env['customer.archive.communication']._get_following_columns()
    env.cr.execute(SQL(
        """
        WITH talk AS MATERIALIZED (
            SELECT nextval('customer_archive_communication_id_seq') AS id,
                   archive.id AS archive_id, %(values)s,
                   message.id AS source_id, message.date AS at,
                   CASE message_type WHEN 'email' THEN 'in' ELSE 'out' END AS direction,
                   message.res_id AS partner_id, author.id AS user_id
              FROM mail_message message
              JOIN customer_archive archive ON archive.partner_id = message.res_id
               AND archive.state IN ('temporary', 'formal')
              LEFT JOIN res_users author ON author.partner_id = message.author_id
             WHERE message.subject = %(mark)s
        ), entered AS (
            INSERT INTO customer_archive_communication (
                id, archive_id, %(columns)s, state, at, way, direction, source_model, source_id,
                editable_until, create_date, write_date
            )
            SELECT id, archive_id, %(columns)s, 'valid', at, 'mail', direction, 'mail.message',
                   source_id, now(), now(), now()
              FROM talk
        ), contacts AS (
            INSERT INTO customer_archive_communication_partner_rel (communication_id, partner_id)
            SELECT id, partner_id FROM talk
        )
        INSERT INTO customer_archive_communication_user_rel (communication_id, user_id)
        SELECT id, user_id FROM talk WHERE user_id IS NOT NULL
        """,
        mark=_MARK, columns=SQL(", ").join(map(SQL.identifier, following)),
        values=SQL(", ").join(
            SQL("archive.%s AS %s", SQL.identifier(name), SQL.identifier(own))
            for own, name in following.items()
        ),
    ))


# ============================================================
# One mail
# ============================================================

def _pick_customer(env):
    """Return a customer, the same one in both databases, and what is read once by each process."""
    # The generator makes one archive for each customer.
    customer = env['res.partner'].search([
        ('customer_rank', '=', 1), ('is_company', '=', True), ('email', '!=', False),
    ], limit=1, order='id')
    _receive(env, customer)
    env.flush_all()
    return customer


def _receive(env, customer):
    """Take in a mail that a customer wrote on his own record, as the mail server hands it over."""
    mail = EmailMessage()
    mail['From'], mail['To'] = customer.email_formatted, 'office@company.example.com'
    mail['Subject'] = _MARK
    mail['Date'] = 'Thu, 02 Jan 2025 09:30:00 +0800'
    mail['Message-ID'] = f'<{next(_counter)}@customer.example.com>'
    mail.set_content(_TEXT)
    mail.add_alternative(_HTML, subtype='html')
    mail.add_attachment(_LETTER, maintype='application', subtype='pdf', filename='letter.pdf')
    env(user=SUPERUSER_ID, su=True)['mail.thread'].message_process(
        'res.partner', mail.as_bytes(), thread_id=customer.id,
    )


def _send(env, customer):
    """Write to a customer, and let the mail leave; the server that takes it is none."""
    message = customer.with_context(mail_notify_force_send=False).message_post(
        body=Markup(_HTML), subject=_MARK, message_type='comment',
        partner_ids=customer.ids, subtype_xmlid='mail.mt_comment',
        email_from='office@company.example.com', attachments=[('offer.pdf', _LETTER)],
    )
    servers = env.registry['ir.mail_server']
    session = types.SimpleNamespace(quit=lambda: None)
    with (
        patch.object(servers, '_connect__', lambda *_args, **_kwargs: session),
        patch.object(servers, 'send_email', lambda _self, mail, **_kwargs: mail['Message-Id']),
    ):
        message.sudo().mail_ids.send()
    assert message.notification_ids.notification_status == 'sent', "It has left"
