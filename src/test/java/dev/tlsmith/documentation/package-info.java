/**
 * Holds what people read: links lead somewhere, commands do what they say, numbers are those in
 * force, and what is made of sources is as they are.
 */
@NullMarked
package dev.tlsmith.documentation;

import org.jspecify.annotations.NullMarked;
