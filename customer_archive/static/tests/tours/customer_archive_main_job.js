import { registry } from "@web/core/registry";

/** Put a file into a file input, as a user does who chooses it. */
function choose(selector, file) {
    const transfer = new DataTransfer();
    transfer.items.add(file);
    const input = document.querySelector(selector);
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

const tours = registry.category("web_tour.tours");

/** The steps that type a text into the search box and wait for its result. */
function find(text, result) {
    return [
        {
            content: `Search for ${text}`,
            trigger: ".o_searchview_input",
            run: `edit ${text}`,
        },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:first",
            run: "click",
        },
        {
            content: `${result} is the only one found`,
            trigger: `.o_data_row:only-child .o_data_cell:contains("${result}"), .o_list_table:has(.o_data_row:only-of-type) .o_data_cell:contains("${result}")`,
        },
        {
            content: "Clear the search",
            trigger: ".o_facet_remove:last",
            run: "click",
        },
        {
            trigger: ".o_searchview:not(:has(.o_facet_value))",
        },
    ];
}

/** The steps that enter a document in the open volume, with a scan. */
function enterDocument(title, type) {
    return [
        {
            content: "Add a document",
            trigger: ".o_field_widget[name=document_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=title] input",
            run: `edit ${title}`,
        },
        {
            trigger: ".modal .o_field_widget[name=type_id] input",
            run: `edit ${type}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:contains("${type}")`,
            run: "click",
        },
        {
            content: "Upload its scan",
            trigger: ".modal .o_field_widget[name=scan]",
            run() {
                choose(
                    ".modal .o_field_widget[name=scan] input.o_input_file",
                    new File([`${title} as a scan`], "scan.txt", { type: "text/plain" })
                );
            },
        },
        {
            trigger: '.modal .o_field_widget[name=scan]:contains("scan.txt"), .modal .o_field_widget[name=scan] input:value("scan.txt")',
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) .o_field_widget[name=document_ids] .o_data_cell:contains("${title}")`,
        },
    ];
}

// CA-02: the archivist opens archives for customers whom the company already deals with.
tours.add("customer_archive_open", {
    steps: () => [
        {
            content: "Choose the customer",
            trigger: '.o_data_row:contains("宏达") .o_list_record_selector input',
            run: "click",
        },
        {
            trigger: ".o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            content: "Open his archive",
            trigger: '.o-dropdown--menu .o_menu_item:contains("Open Archives")',
            run: "click",
        },
        {
            trigger: '.o_form_view .o_field_widget[name=name]:contains("KH-")',
        },
        {
            content: "It begins as temporary",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Temporary")',
        },
    ],
});

// CA-07: confirming the contract opens its volume.
tours.add("customer_archive_confirm_sale", {
    steps: () => [
        {
            trigger: "button[name=action_confirm]:first",
            run: "click",
        },
        {
            content: "The volume of the contract is there",
            trigger: "button[name=action_view_archive_volume]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Temporary")',
        },
    ],
});

// CA-08, CA-09: the project leader collects documents and hands them in.
tours.add("customer_archive_collect", {
    steps: () => [
        {
            content: "What is missing is said",
            trigger: '.alert:contains("Completion Document")',
        },
        ...enterDocument("喷淋施工记录", "Construction Record"),
        ...enterDocument("喷淋竣工文档", "Completion Document"),
        {
            trigger: ".o_form_button_save:not(:visible), .o_form_view",
        },
        {
            trigger: "button[name=action_hand_in]",
            run: "click",
        },
        {
            trigger: '.modal .o_data_cell:contains("喷淋竣工文档")',
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit 原件齐全",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Handed In")',
        },
    ],
});

// CA-10: the archivist accepts the volume and files it where there is room.
tours.add("customer_archive_file", {
    steps: () => [
        {
            trigger: '.o_data_cell:contains("宏达")',
            run: "click",
        },
        {
            trigger: "button[name=action_accept]",
            run: "click",
        },
        {
            trigger: "button[name=action_file]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=location_id] input",
            run: "edit A-1",
        },
        {
            trigger: '.o-autocomplete--dropdown-item:contains("A-1")',
            run: "click",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Filed")',
        },
        {
            trigger: '.o_field_widget[name=location_id]:contains("A-1")',
        },
    ],
});

// CA-61, CA-62: one search field finds the archive by all that people remember of it.
tours.add("customer_archive_find", {
    steps: () => [
        {
            trigger: ".o_list_view .o_searchview_input",
        },
        {
            content: "All archives, whatever their status",
            trigger: ".o_facet_remove",
            run: "click",
        },
        {
            trigger: ".o_searchview:not(:has(.o_facet_value))",
        },
        ...find("宏达", "宏达"),
        ...find("138 0571 0001", "宏达"),
        ...find("喷淋竣工", "宏达"),
        ...find("A-1", "宏达"),
    ],
});

// ND-32: an old paper register is checked, and then taken over.
tours.add("customer_archive_import", {
    steps: () => [
        {
            content: "Choose the file of the register",
            trigger: ".o_field_widget[name=file]",
            async run() {
                const response = await fetch("/customer_archive/tour/paper_register.csv");
                choose(
                    ".o_field_widget[name=file] input.o_input_file",
                    new File([await response.blob()], "paper_register.csv", { type: "text/csv" })
                );
            },
        },
        {
            content: "Check it first",
            trigger: "button[name=action_check]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Checked")',
        },
        {
            trigger: "button[name=action_import]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Imported")',
            timeout: 60000,
        },
        {
            content: "See what came in",
            trigger: "button[name=action_view_archives]",
            run: "click",
        },
        {
            trigger: '.o_list_view .o_data_cell:contains("KH-2008-00001")',
        },
    ],
});
