// The umbrella of the library: one import gives the inspector, its report and the policy.
@_exported public import EvidenceModel
@_exported public import Inspection
@_exported public import Policy
