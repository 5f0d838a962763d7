package dev.tlsmith.bundle;

import dev.tlsmith.access.caller.Caller;

/**
 * Who asks for a bundle.
 *
 * @param caller what they may do is their policy's to say
 * @param requestId of the request, for the audit
 * @param address of the service as they called it, e.g. {@code "https://tlsmith.example.com"}
 */
public record Requester(Caller caller, String requestId, String address) {}
