import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// CA-47, CA-48: the service person answers the customer, notes what he did, and closes.
tours.add("customer_archive_complaint", {
    steps: () => [
        {
            content: "The customer was answered",
            trigger: "button[name=action_respond]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=responded_at]",
        },
        {
            content: "Note what was done",
            trigger: ".o_field_widget[name=measure_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=measure_ids] .o_selected_row [name=text] textarea",
            run: "edit Changed the bearings",
        },
        {
            content: "Close it with its result",
            trigger: "button[name=action_close]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit New bearings, measured at night",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Closed")',
        },
        {
            trigger: '.o_field_widget[name=result]:contains("measured at night")',
        },
        {
            content: "The customer is asked",
            trigger: '.nav-link:contains("Satisfaction")',
            run: "click",
        },
        {
            trigger: '.tab-pane:contains("has not answered yet")',
        },
    ],
});

// CA-51: what the customer answered is on the complaint.
tours.add("customer_archive_complaint_rated", {
    steps: () => [
        {
            trigger: '.nav-link:contains("Satisfaction")',
            run: "click",
        },
        {
            trigger: '.o_field_widget[name=rating_last_text]:contains("Happy")',
        },
        {
            trigger: '.o_field_widget[name=rating_last_feedback]:contains("Quiet now")',
        },
    ],
});
