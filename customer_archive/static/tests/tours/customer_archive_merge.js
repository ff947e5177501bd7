import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("customer_archive_merge_request", {
    steps: () => [
        {
            content: "The archive says that there is another one",
            trigger: ".alert[name=duplicates] button[name=action_request_merge]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=reason] textarea",
            run: "edit Entered twice",
        },
        {
            trigger: '.o_form_statusbar button:contains("Request the Merge")',
            run: "click",
        },
        {
            content: "Another person decides",
            trigger: '.alert:contains("another person decides")',
        },
    ],
});

tours.add("customer_archive_merge_decide", {
    steps: () => [
        {
            trigger: '.o_data_row:contains("Entered twice") .o_data_cell[name=archive_id]',
            run: "click",
        },
        {
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            trigger: '.alert-success:contains("Both numbers")',
        },
    ],
});
