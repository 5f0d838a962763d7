/** Makes keys, certificate authorities and leaves. */
@NullMarked
package dev.tlsmith.certificate.issuing;

import org.jspecify.annotations.NullMarked;
