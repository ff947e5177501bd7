# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

"""The roles that steps are reserved for, as their groups are named."""

USER = 'customer_archive.customer_archive_group_user'
COLLECTOR = 'customer_archive.customer_archive_group_collector'
ARCHIVIST = 'customer_archive.customer_archive_group_archivist'
OFFICE_MANAGER = 'customer_archive.customer_archive_group_office_manager'
GENERAL_MANAGER = 'customer_archive.customer_archive_group_general_manager'
