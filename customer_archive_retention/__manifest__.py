# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
{
    'name': "Customer Archive Retention",
    'version': '19.0.1.5.0',
    'category': 'Services/Customer Archive',
    'summary': "Hold, review and destroy archived volumes by rule",
    'author': "Customer Archive contributors",
    'license': 'LGPL-3',
    'depends': ['customer_archive'],
    'data': [
        'security/customer_archive_retention_groups.xml',
        'security/ir.model.access.csv',
        'security/rules_rules.xml',
        'security/holds_rules.xml',
        'security/disposal_rules.xml',
        'security/erasure_rules.xml',

        'data/rules_data.xml',
        'data/holds_data.xml',
        'data/disposal_data.xml',
        'data/erasure_data.xml',
        'data/customer_archive_indicator_data.xml',
        'data/retention_rule_library.xml',

        'wizard/rules_views.xml',
        'wizard/holds_views.xml',
        'wizard/disposal_views.xml',
        'wizard/erasure_views.xml',
        'wizard/reapply_views.xml',

        'report/disposal_templates.xml',
        'report/disposal_reports.xml',
        'report/erasure_templates.xml',
        'report/erasure_reports.xml',

        'views/rules_views.xml',
        'views/holds_views.xml',
        'views/disposal_views.xml',
        'views/erasure_views.xml',
        'views/menus.xml',
        'views/rules_menus.xml',
        'views/holds_menus.xml',
        'views/disposal_menus.xml',
        'views/erasure_menus.xml',
    ],
    'demo': [
        'demo/rules_demo.xml',
        'demo/holds_demo.xml',
        'demo/disposal_demo.xml',
        'demo/erasure_demo.xml',
    ],
    'assets': {
        'web.assets_tests': [
            'customer_archive_retention/static/tests/tours/**/*',
        ],
    },
}
