import { registry } from "@web/core/registry";

// CA-43, CA-44, CA-50: a sales person looks up what a customer bought, and why he is worth so much.
registry.category("web_tour.tours").add("customer_archive_transactions", {
    steps: () => [
        {
            content: "The other buttons",
            trigger: ".o_button_more",
            run: "click",
        },
        {
            content: "The contact leads to his transactions",
            trigger: "button[name=action_view_archive_transactions]",
            run: "click",
        },
        {
            content: "The invoice is there, and not paid in time",
            trigger: '.o_data_row.text-danger:contains("Sprinkler DN 15") .o_data_cell[name=payment_state]:contains("Not Paid")',
        },
        {
            content: "It opens for whoever may see it in accounting only",
            trigger: '.o_data_row .o_data_cell:contains("Sprinkler DN 15")',
            run: "click",
        },
        {
            trigger: '.modal .o_error_dialog, .modal:contains("rights in sales or accounting")',
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Back to the contact",
            trigger: "body:not(:has(.modal)) .o_back_button",
            run: "click",
        },
        {
            content: "His archive",
            trigger: "button[name=action_open_customer_archive]",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=relation]",
            run: "click",
        },
        {
            content: "Which figures made the evaluation",
            trigger: '.o_field_widget[name=evaluation_explanation] td:contains("Days Since the Last Invoice")',
        },
        {
            content: "And what the customer buys",
            trigger: '.o_field_widget[name=top_products] td:contains("Sprinkler")',
        },
    ],
});
