import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The steps that press a button of a list, and wait for what the list is then. */
function press(button, status) {
    return [
        {
            trigger: `button[name=${button}]:visible`,
            run: "click",
        },
        ...(status
            ? [
                  {
                      content: `It is ${status}`,
                      trigger: `.o_statusbar_status .o_arrow_button_current:contains("${status}")`,
                  },
              ]
            : []),
    ];
}

// RE-03: an archivist takes in what is due, decides about it and proposes it.
tours.add("customer_archive_retention_review", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=title] input",
            run: "edit 到期案卷",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        ...press("action_collect"),
        {
            content: "The volume that is due is on it",
            trigger: '.o_field_widget[name=line_ids] .o_data_cell[name=decision]:contains("Destroy")',
        },
        ...press("action_propose", "Proposed"),
    ],
});

// ND-03: a manager approves.
tours.add("customer_archive_retention_approve", {
    steps: () => press("action_approve", "Approved"),
});

// ND-03: somebody else is the witness.
tours.add("customer_archive_retention_attend", {
    steps: () => [
        ...press("action_attend"),
        {
            content: "The witness is named",
            trigger: ".o_field_widget[name=witness_id]",
        },
    ],
});

// ND-04: the executor types the number of the list.
tours.add("customer_archive_retention_execute", {
    steps: () => [
        {
            trigger: ".oe_title .o_field_widget[name=name] span",
        },
        ...press("action_execute"),
        {
            trigger: ".modal .o_field_widget[name=typed_number] input",
            run() {
                const number = document.querySelector(".oe_title .o_field_widget[name=name] span");
                this.anchor.value = number.textContent;
                this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: ".modal .o_field_widget[name=method] select, .modal .o_field_widget[name=method] input",
            run: "click",
        },
        {
            trigger: '.o_select_menu_item:contains("Cross-cut shredding")',
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=place] input",
            run: "edit 碎纸间",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It runs",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Executing")',
        },
        ...press("action_continue"),
        {
            content: "It is destroyed",
            trigger: '.o_field_widget[name=line_ids] .o_data_cell[name=state]:contains("Destroyed")',
        },
    ],
});

// RE-09: the witness certifies.
tours.add("customer_archive_retention_certify", {
    steps: () => [
        ...press("action_certify"),
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The certificate is there",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Certified")',
        },
        {
            trigger: "button[name=action_print_certificate]:visible",
        },
    ],
});
