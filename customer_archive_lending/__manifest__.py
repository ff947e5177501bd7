# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
{
    'name': "Customer Archive Lending",
    'version': '19.0.1.4.0',
    'category': 'Services/Customer Archive',
    'summary': "Lend, copy and give back archived originals",
    'author': "Customer Archive contributors",
    'license': 'LGPL-3',
    'depends': ['customer_archive', 'barcodes'],
    'data': [
        'security/ir.model.access.csv',
        'security/customer_archive_lending_rules.xml',
        'security/customer_archive_circulation_rules.xml',

        'data/ir_sequence_data.xml',
        'data/ir_sequence_circulation_data.xml',
        'data/mail_activity_type_circulation_data.xml',
        'data/ir_cron_circulation_data.xml',
        'data/customer_archive_indicator_data.xml',
        'data/customer_archive_assessment_data.xml',

        'wizard/customer_archive_loan_views.xml',
        'wizard/customer_archive_circulation_views.xml',

        'report/customer_archive_loan_report_templates.xml',
        'report/customer_archive_loan_report_reports.xml',

        'report/loan_templates.xml',
        'report/loan_reports.xml',

        'views/loan_line_views.xml',
        'views/loan_views.xml',
        'views/workday_views.xml',
        'views/desk_views.xml',
        'views/res_config_settings_views.xml',
        'views/holding_views.xml',
        'views/archive_views.xml',
        'views/reservation_views.xml',
        'views/copy_request_views.xml',
        'views/loan_report_views.xml',
        'views/circulation_views.xml',
        'views/menus.xml',
        'views/circulation_menus.xml',
    ],
    'demo': [
        'demo/loan_demo.xml',
        'demo/circulation_demo.xml',
    ],
    'assets': {
        'web.assets_backend': [
            'customer_archive_lending/static/src/**/*',
        ],
        'web.assets_tests': [
            'customer_archive_lending/static/tests/tours/**/*',
        ],
    },
}
