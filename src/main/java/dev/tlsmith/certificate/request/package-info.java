/**
 * Certification requests (PKCS#10, RFC 2986): reads one, and judges whether it fits what will be
 * signed.
 */
@NullMarked
package dev.tlsmith.certificate.request;

import org.jspecify.annotations.NullMarked;
