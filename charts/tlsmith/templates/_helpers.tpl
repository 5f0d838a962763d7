{{- define "tlsmith.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The release alone where it contains the chart's name. */ -}}
{{- define "tlsmith.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "tlsmith.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tlsmith.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tlsmith.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "tlsmith.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "tlsmith.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "tlsmith.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "tlsmith.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository .Values.image.tag }}
{{- end }}
{{- end }}

{{- /* A Service's name has 63 characters at most. */ -}}
{{- define "tlsmith.managementName" -}}
{{- printf "%s-management" (include "tlsmith.fullname" . | trunc 52 | trimSuffix "-") }}
{{- end }}

{{- define "tlsmith.keyStoreSecret" -}}
{{- if .Values.tls.keyStore.existingSecret }}
{{- .Values.tls.keyStore.existingSecret }}
{{- else if .Values.certificate.enabled }}
{{- printf "%s-tls" (include "tlsmith.fullname" .) }}
{{- else }}
{{- fail "\n\nThere is no certificate: tls.keyStore.existingSecret is '' and certificate.enabled is false, and tlsmith does not start beyond loopback without TLS.\nName a Secret with a key store in tls.keyStore.existingSecret (a bundle of tlsmith's for the product 'tlsmith' has it and these values), or set certificate.enabled with an issuer of cert-manager." }}
{{- end }}
{{- end }}

{{- define "tlsmith.passwordSecret" -}}
{{- default (include "tlsmith.keyStoreSecret" .) .Values.tls.password.existingSecret }}
{{- end }}

{{- define "tlsmith.policyConfigMap" -}}
{{- if and .Values.access.policy .Values.access.existingPolicy.configMap }}
{{- fail "\n\nThere are two policies: access.policy and access.existingPolicy.configMap. Leave one of them out." }}
{{- else if .Values.access.existingPolicy.configMap }}
{{- .Values.access.existingPolicy.configMap }}
{{- else if .Values.access.policy }}
{{- printf "%s-policy" (include "tlsmith.fullname" .) }}
{{- else }}
{{- fail "\n\nThere is no policy: access.policy is empty and access.existingPolicy.configMap is '', and tlsmith does not start beyond loopback without knowing who may do what.\nWrite callers and policies in access.policy, or name a ConfigMap with policy.yaml in access.existingPolicy.configMap." }}
{{- end }}
{{- end }}

{{- /* The Secret with tokens.yaml; empty where nobody has a token. */ -}}
{{- define "tlsmith.tokensSecret" -}}
{{- if and .Values.access.tokens .Values.access.existingTokens.secret }}
{{- fail "\n\nThere are two sets of tokens: access.tokens and access.existingTokens.secret. Leave one of them out." }}
{{- else if .Values.access.existingTokens.secret }}
{{- .Values.access.existingTokens.secret }}
{{- else if .Values.access.tokens }}
{{- printf "%s-tokens" (include "tlsmith.fullname" .) }}
{{- end }}
{{- end }}

{{- define "tlsmith.policyKey" -}}
{{- ternary .Values.access.existingPolicy.key "policy.yaml" (ne .Values.access.existingPolicy.configMap "") }}
{{- end }}

{{- define "tlsmith.tokensKey" -}}
{{- ternary .Values.access.existingTokens.key "tokens.yaml" (ne .Values.access.existingTokens.secret "") }}
{{- end }}

{{- /* What contradicts itself, once for the whole chart. */ -}}
{{- define "tlsmith.check" -}}
{{- if and .Values.certificate.enabled (not .Values.certificate.issuerRef.name) }}
{{- fail "\n\ncertificate.enabled is true and certificate.issuerRef.name is '': name the issuer that signs." }}
{{- end }}
{{- if and .Values.certificate.enabled (not .Values.tls.password.existingSecret) }}
{{- fail (printf "\n\ncertificate.enabled is true and tls.password.existingSecret is '': cert-manager encrypts the key store with a password that it has to find in a Secret. Make one, and name it there:\n  kubectl -n %s create secret generic %s-tls-password --from-literal=%s=\"$(openssl rand -hex 24)\"" .Release.Namespace (include "tlsmith.fullname" .) .Values.tls.password.key) }}
{{- end }}
{{- if and .Values.certificate.enabled .Values.certificate.publicNamesOnly (not .Values.certificate.dnsNames) }}
{{- fail "\n\ncertificate.publicNamesOnly is true and certificate.dnsNames is empty: there would be no name in the certificate. Give the public names." }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
{{- fail "\n\ningress.enabled is true and ingress.hosts is empty: an Ingress for every host would take what is not tlsmith's. Give its names." }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.tlsSecret) }}
{{- fail "\n\ningress.enabled is true and ingress.tlsSecret is '': private keys would leave the edge in clear text. Name the Secret with the edge's certificate." }}
{{- end }}
{{- if and .Values.gateway.enabled (not .Values.gateway.parentRefs) }}
{{- fail "\n\ngateway.enabled is true and gateway.parentRefs is empty: name your Gateway and its HTTPS listener." }}
{{- end }}
{{- if and .Values.gateway.enabled (not .Values.gateway.hostnames) }}
{{- fail "\n\ngateway.enabled is true and gateway.hostnames is empty: a route for every host would take what is not tlsmith's. Give its names." }}
{{- end }}
{{- if and .Values.gateway.enabled .Values.gateway.backendTls.enabled (not .Values.gateway.backendTls.caCertificateRefs) }}
{{- fail "\n\ngateway.backendTls.enabled is true and gateway.backendTls.caCertificateRefs is empty: the Gateway cannot check the pods' certificate. Name the ConfigMap with its CA in ca.crt, or set gateway.backendTls.enabled to false where a BackendTLSPolicy of your own is there." }}
{{- end }}
{{- if and .Values.packs.configMaps .Values.packs.volume }}
{{- fail "\n\nThere are packs in packs.configMaps and in packs.volume, which are mounted at one place. Leave one of them out." }}
{{- end }}
{{- if and .Values.certificateAuthority.pkcs12Key (not .Values.certificateAuthority.passphraseKey) }}
{{- fail "\n\ncertificateAuthority.pkcs12Key is given and certificateAuthority.passphraseKey is '': name the key of the Secret with its passphrase." }}
{{- end }}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}
{{- fail (printf "\n\nautoscaling.minReplicas is %d and autoscaling.maxReplicas %d: the least is more than the most." (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}
{{- end }}
{{- end }}

{{- define "tlsmith.keyStorePassword" -}}
valueFrom:
  secretKeyRef:
    name: {{ include "tlsmith.passwordSecret" . }}
    key: {{ .Values.tls.password.key }}
{{- end }}

{{- define "tlsmith.trustStorePassword" -}}
{{- if .Values.tls.trustStore.passwordOfKeyStore }}
{{- include "tlsmith.keyStorePassword" . }}
{{- else -}}
value: {{ .Values.tls.trustStore.password | quote }}
{{- end }}
{{- end }}
