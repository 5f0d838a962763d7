/**
 * What was found, as other programs read it: SARIF for code scanning, JUnit XML for pipelines,
 * lines for a terminal.
 */
@NullMarked
package dev.tlsmith.report;

import org.jspecify.annotations.NullMarked;
