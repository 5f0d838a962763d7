package dev.tlsmith.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.ClusterIssuer;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads Kubernetes objects as an API server does that refuses what it does not know. */
public final class HelmChecks {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Map<String, Class<?>> MODELS =
      Map.ofEntries(
          Map.entry("v1/Secret", Secret.class),
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Service", io.fabric8.kubernetes.api.model.Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("apps/v1/DaemonSet", DaemonSet.class),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("cert-manager.io/v1/Certificate", Certificate.class),
          Map.entry("cert-manager.io/v1/Issuer", Issuer.class),
          Map.entry("cert-manager.io/v1/ClusterIssuer", ClusterIssuer.class),
          Map.entry("gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class),
          Map.entry("gateway.networking.k8s.io/v1/BackendTLSPolicy", BackendTLSPolicy.class),
          Map.entry("gateway.networking.k8s.io/v1beta1/ReferenceGrant", ReferenceGrant.class));

  /** Traefik has no model here: the fields of its objects that are used, by its own reference. */
  private static final Map<String, Set<String>> TRAEFIK =
      Map.of(
          "Middleware",
              Set.of("redirectScheme/scheme", "redirectScheme/port", "redirectScheme/permanent"),
          "ServersTransport", Set.of("serverName", "rootCAsSecrets"),
          "TLSOption", Set.of("clientAuth/secretNames", "clientAuth/clientAuthType"));

  private HelmChecks() {}

  /** Fields of an object that its kind does not have, and values of a wrong type. */
  public static List<String> faults(JsonNode object) {
    String version = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    if (version.equals("traefik.io/v1alpha1")) {
      return traefik(object, kind);
    }
    Class<?> model = MODELS.get(version + "/" + kind);
    if (model == null) {
      return List.of("no kind " + version + "/" + kind);
    }
    try {
      List<String> unknown = new ArrayList<>();
      collect(MAPPER.treeToValue(object, model), kind, unknown);
      return unknown;
    } catch (JsonProcessingException e) {
      return List.of(e.getOriginalMessage());
    }
  }

  private static List<String> traefik(JsonNode object, String kind) {
    List<String> faults = new ArrayList<>();
    for (var field : object.path("spec").properties()) {
      if (field.getValue().isObject()) {
        field
            .getValue()
            .fieldNames()
            .forEachRemaining(inner -> faults.add(field.getKey() + "/" + inner));
      } else {
        faults.add(field.getKey());
      }
    }
    faults.removeAll(TRAEFIK.getOrDefault(kind, Set.of()));
    return faults;
  }

  /** The models put unknown fields into {@code additionalProperties}, at every depth. */
  private static void collect(Object value, String path, List<String> unknown) {
    switch (value) {
      case null -> {}
      case Collection<?> list -> list.forEach(item -> collect(item, path + "[]", unknown));
      case Map<?, ?> map -> map.forEach((key, item) -> collect(item, path + "." + key, unknown));
      case Object bean when bean.getClass().getName().startsWith("io.fabric8.") -> {
        for (Method method : bean.getClass().getMethods()) {
          if (method.getParameterCount() > 0 || !method.getName().startsWith("get")) {
            continue;
          }
          Object inner = invoke(bean, method);
          if (!method.getName().equals("getAdditionalProperties")) {
            collect(inner, path + "." + method.getName().substring(3), unknown);
          } else if (inner instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> unknown.add(path + "." + key));
          }
        }
      }
      default -> {}
    }
  }

  private static Object invoke(Object bean, Method method) {
    try {
      return method.invoke(bean);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(method.toString(), e);
    }
  }
}
