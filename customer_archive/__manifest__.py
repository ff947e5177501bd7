# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

{
    'name': "Customer Archive",
    'version': '19.0.1.0.0',
    'category': 'Services/Customer Archive',
    'summary': "Archives of customers: numbers, classification, documents on paper and on disk",
    'author': "Customer Archive contributors",
    'website': "https://github.com/customer-archive/customer-archive",
    'license': 'LGPL-3',
    'depends': ['contacts', 'calendar', 'hr', 'sale', 'rating'],
    'data': [
        'security/customer_archive_groups.xml',
        'security/ir.model.access.csv',
        'security/customer_archive_rules.xml',
        'security/customer_archive_rights_rules.xml',
        'security/customer_archive_purpose_rules.xml',

        'data/ir_sequence_data.xml',
        'data/mail_activity_type_data.xml',
        'data/customer_archive_class_data.xml',
        'data/customer_archive_document_type_data.xml',
        'data/ir_cron_data.xml',

        'wizard/customer_archive_reason_views.xml',
        'wizard/customer_archive_volume_hand_in_views.xml',
        'wizard/customer_archive_volume_file_views.xml',
        'wizard/customer_archive_holding_move_views.xml',
        'wizard/customer_archive_change_propose_views.xml',
        'wizard/customer_archive_purpose_state_views.xml',

        'report/customer_archive_label_templates.xml',
        'report/customer_archive_label_reports.xml',

        # The register's action stands before the views that link to it.
        'views/evidence/register_views.xml',
        'views/evidence/access_log_views.xml',
        'views/archive/classification_views.xml',
        'views/archive/location_views.xml',
        'views/archive/holding_views.xml',
        'views/archive/document_views.xml',
        'views/archive/volume_views.xml',
        'views/archive/customer_archive_views.xml',
        'views/archive/customer_archive_import_views.xml',
        'views/archive/res_partner_views.xml',
        'views/archive/sale_order_views.xml',
        'views/archive/hr_department_views.xml',
        'views/archive/res_config_settings_views.xml',
        'views/rights/change_request_views.xml',
        'views/rights/share_views.xml',
        'views/rights/disclosure_views.xml',
        'views/rights/subscription_views.xml',
        'views/rights/customer_archive_views.xml',
        'views/rights/confidential_views.xml',
        'views/rights/res_config_settings_views.xml',
        'views/menus.xml',
    ],
    'demo': [
        'demo/organisation_demo.xml',
        'demo/customer_demo.xml',
        'demo/archive_demo.xml',
    ],
    'assets': {
        'web.assets_backend': [
            'customer_archive/static/src/**/*',
        ],
        'web.assets_tests': [
            'customer_archive/static/tests/tours/**/*',
        ],
    },
    'application': True,
    'pre_init_hook': 'pre_init_hook',
    'uninstall_hook': 'uninstall_hook',
}
