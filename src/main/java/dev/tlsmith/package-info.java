/**
 * tlsmith: one TLS deployment spec in; Helm values and charts, a compose overlay, Kubernetes
 * manifests, key stores and trust stores out, proven before they are handed out.
 *
 * <p>A request goes {@code http.BundleController} → {@code bundle.BundleGenerator} → the body
 * writer that {@code Accept} chooses: three hops, in memory, nothing kept.
 *
 * <p>Imports run one way: {@code {http, listener, command} → {request, bundle} → {image,
 * inspection} → {material, chart} → {product, proof, access, audit, capacity, authority} →
 * {rendering, keystore, archive} → certificate → {spec, report} → problem}. Only {@code
 * certificate} imports Bouncy Castle, only {@code rendering} Jinjava, and no class names a product.
 */
@NullMarked
package dev.tlsmith;

import org.jspecify.annotations.NullMarked;
