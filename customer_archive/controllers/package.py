# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import Response, content_disposition, request


class ArchivePackage(http.Controller):
    """Packages are sent as they are read: nothing of them lies on the server before or after."""

    @http.route(
        '/customer_archive/package/<int:package_id>', type='http', auth='user', methods=['GET'],
        readonly=False,
    )
    def fetch(self, package_id):
        """Send a package as a tar.

        :param int package_id: a package that is ready
        """
        package = request.env['customer.archive.package'].browse(package_id).exists()
        if not package:
            raise NotFound
        bag = package._fetch()
        response = Response(bag.stream(), direct_passthrough=True, headers=[
            ('Content-Type', 'application/x-tar'),
            ('Content-Length', str(bag.size)),
            ('Content-Disposition', content_disposition(f'{package.name}.tar')),
            ('Cache-Control', 'no-store'),
            ('X-Content-Type-Options', 'nosniff'),
        ])
        response.call_on_close(bag.close)
        return response
