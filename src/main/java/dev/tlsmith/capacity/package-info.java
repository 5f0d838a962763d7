/**
 * Who may compute when: threads for each kind of work, shared fairly between callers, and work that
 * stops when nobody waits for it any longer.
 *
 * <p>Nothing here knows what is computed or what a spec is. A kind of work has threads and a queue
 * of its own ({@link dev.tlsmith.capacity.Lane}), so that what takes a moment never waits for what
 * takes seconds; the operating system shares the cores between them.
 */
@NullMarked
package dev.tlsmith.capacity;

import org.jspecify.annotations.NullMarked;
