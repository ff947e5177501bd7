"""Departments and users: few, and made by the ORM."""

from odoo.fields import Command

from .vocabulary import DEPARTMENTS

GROUP = 'customer_archive.customer_archive_group_%s'
# Who measures; two of them under the rule of their department.
ARCHIVIST = 'bench_archivist'
BIG = 'bench_big_department'
SMALL = 'bench_small_department'


def create(env, size):
    """Create departments, project leaders and the users that measure.

    :param Environment env: the superuser's environment
    :param int size: how many archives there will be; a project leader has a few hundred volumes
    :return: the ids of departments and project leaders
    :rtype: dict
    """
    departments = env['hr.department'].create([{'name': name} for name, _share in DEPARTMENTS])
    # A project leader has a few hundred volumes.
    leaders = _create_users(env, {
        f'bench_leader_{number}': 'user' for number in range(min(max(size // 2000, 5), 400))
    })
    measuring = _create_users(env, {ARCHIVIST: 'archivist', BIG: 'user', SMALL: 'user'})
    shares = [share for _name, share in DEPARTMENTS]
    # The small one is the last one that fills a page at the smallest size that is measured.
    places = departments[0], departments[0], departments[shares.index(100)]
    env['hr.employee'].create([
        {'name': user.name, 'user_id': user.id, 'department_id': department.id}
        for user, department in zip(measuring, places, strict=True)
    ])
    return {'departments': departments.ids, 'leaders': (leaders + measuring).ids}


def _create_users(env, groups):
    """Create users.

    :param dict groups: the group of each login
    """
    return env['res.users'].with_context(no_reset_password=True).create([
        {
            'name': login.replace('_', ' ').title(), 'login': login,
            'group_ids': [Command.set([env.ref(GROUP % group).id])],
        }
        for login, group in groups.items()
    ])
