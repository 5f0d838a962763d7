'use strict';
// node form.cjs <URL of a JSON Schema> <steps as JSON>
// Draws the form as a portal does, fills it in, and prints what it shows and what it submits.
const { JSDOM } = require('jsdom');

const { window } = new JSDOM('<!doctype html><div id="root"></div>', { pretendToBeVisual: true });
Object.assign(globalThis, {
  window,
  document: window.document,
  navigator: window.navigator,
  IS_REACT_ACT_ENVIRONMENT: true,
});
const React = require('react');
const { createRoot } = require('react-dom/client');
const { default: Form } = require('@rjsf/core');
const { customizeValidator } = require('@rjsf/validator-ajv8');
const { default: Ajv2020 } = require('ajv/dist/2020');

const url = process.argv[2];
const steps = JSON.parse(process.argv[3]);

function element(id) {
  const found = document.getElementById(id);
  if (found === null) {
    const ids = [...document.querySelectorAll('input,select,textarea')].map((field) => field.id);
    throw new Error(`there is no '${id}', but ${ids.join(', ')}`);
  }
  return found;
}

function set(id, value) {
  const field = element(id);
  const select = field.tagName === 'SELECT';
  if (select) {
    field.selectedIndex = [...field.options].findIndex((option) => option.text === value);
  } else {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
  }
  field.dispatchEvent(new window.Event(select ? 'change' : 'input', { bubbles: true }));
}

async function main() {
  const schema = await (await fetch(url)).json();
  const result = {};
  const form = React.createElement(Form, {
    schema,
    validator: customizeValidator({ AjvClass: Ajv2020, ajvOptionsOverrides: { logger: false } }),
    noHtml5Validate: true,
    experimental_defaultFormStateBehavior: {
      arrayMinItems: { populate: 'requiredOnly' },
      emptyObjectFields: 'populateRequiredDefaults',
    },
    onSubmit: ({ formData }) => { result.submitted = formData; },
    onError: (errors) => { result.errors = errors.map((error) => error.stack); },
  });
  await React.act(async () => createRoot(element('root')).render(form));
  for (const [id, value] of steps) {
    await React.act(async () => set(id, value));
  }
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
  result.labels = texts('label, legend');
  result.descriptions = texts('.field-description');
  result.masked = [...document.querySelectorAll('input[type=password]')].map((field) => field.id);
  await React.act(async () => document.querySelector('form button[type=submit]').click());
  console.log(JSON.stringify(result));
}

main().then(() => process.exit(0), (fault) => {
  console.error(fault);
  process.exit(1);
});
