import { registry } from "@web/core/registry";

// CA-74, CA-75: an office manager assesses a quarter, and has something improved.
registry.category("web_tour.tours").add("customer_archive_assessment", {
    steps: () => [
        {
            trigger: "button:contains('Assess a Period')",
            run: "click",
        },
        {
            content: "Who was appointed and keeps archives is offered",
            trigger: ".modal .o_field_widget[name=user_ids]:contains('Tour Archivist')",
        },
        {
            trigger: ".modal button[name=action_assess]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_data_row:contains('Tour Archivist') td[name=name]",
            run: "click",
        },
        {
            content: "What was filed late takes points off",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains('filing deadline') td[name=count]:contains('1')",
        },
        {
            trigger: ".ribbon:contains('Low Score')",
        },
        {
            trigger: ".o_field_widget[name=comment] textarea",
            run: "edit File the volumes in time",
        },
        {
            content: "Look at what was counted",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains('filing deadline') button[name=action_view_counted]",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Tour volume')",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            trigger: "button[name=action_finalise]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains('Final')",
        },
        {
            content: "A low score asks for something",
            trigger: "button.btn-primary[name=action_improve]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=problem] textarea:value('filing deadline')",
        },
        {
            trigger: ".o_field_widget[name=measure] textarea",
            run: "edit File every evening",
        },
        {
            trigger: ".o_field_widget[name=deadline] button, .o_field_widget[name=deadline] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=deadline] input",
            run: "edit 12/31/2099",
        },
        {
            trigger: ".o_field_widget[name=title] input, .o_field_widget[name=title] textarea",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Open')",
        },
        {
            trigger: ".o_field_widget[name=name]:contains('IM-')",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "It stands on the assessment",
            trigger: "button[name=action_view_improvements]:contains('1')",
        },
    ],
});
