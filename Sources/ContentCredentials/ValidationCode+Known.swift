/// The codes of the specification and those that other validators of it use.
///
/// - Reference: C2PA 2.4 §15.2.2; `assertion.required.missing`, `signingCredential.expired` and
///   `manifest.unreferenced` are c2pa-rs 0.91.
extension ValidationCode {
  // MARK: Success
  /// `assertion.accessible`
  public static let assertionAccessible = ValidationCode("assertion.accessible")
  /// `assertion.alternativeContentRepresentation.match`
  public static let assertionAlternativeContentRepresentationMatch = ValidationCode(
    "assertion.alternativeContentRepresentation.match")
  /// `assertion.bmffHash.match`
  public static let assertionBmffHashMatch = ValidationCode("assertion.bmffHash.match")
  /// `assertion.boxesHash.match`
  public static let assertionBoxesHashMatch = ValidationCode("assertion.boxesHash.match")
  /// `assertion.collectionHash.match`
  public static let assertionCollectionHashMatch = ValidationCode("assertion.collectionHash.match")
  /// `assertion.dataHash.match`
  public static let assertionDataHashMatch = ValidationCode("assertion.dataHash.match")
  /// `assertion.hashedURI.match`
  public static let assertionHashedURIMatch = ValidationCode("assertion.hashedURI.match")
  /// `assertion.multiAssetHash.match`
  public static let assertionMultiAssetHashMatch = ValidationCode("assertion.multiAssetHash.match")
  /// `claimSignature.insideValidity`
  public static let claimSignatureInsideValidity = ValidationCode("claimSignature.insideValidity")
  /// `claimSignature.validated`
  public static let claimSignatureValidated = ValidationCode("claimSignature.validated")
  /// `ingredient.claimSignature.validated`
  public static let ingredientClaimSignatureValidated = ValidationCode(
    "ingredient.claimSignature.validated")
  /// `ingredient.manifest.validated`
  public static let ingredientManifestValidated = ValidationCode("ingredient.manifest.validated")
  /// `signingCredential.ocsp.notRevoked`
  public static let signingCredentialOCSPNotRevoked = ValidationCode(
    "signingCredential.ocsp.notRevoked")
  /// `signingCredential.trusted`
  public static let signingCredentialTrusted = ValidationCode("signingCredential.trusted")
  /// `timeStamp.trusted`
  public static let timeStampTrusted = ValidationCode("timeStamp.trusted")
  /// `timeStamp.validated`
  public static let timeStampValidated = ValidationCode("timeStamp.validated")
  // MARK: Informational
  /// `algorithm.deprecated`
  public static let algorithmDeprecated = ValidationCode("algorithm.deprecated")
  /// `assertion.bmffHash.additionalExclusionsPresent`
  public static let assertionBmffHashAdditionalExclusionsPresent = ValidationCode(
    "assertion.bmffHash.additionalExclusionsPresent")
  /// `assertion.boxesHash.additionalExclusionsPresent`
  public static let assertionBoxesHashAdditionalExclusionsPresent = ValidationCode(
    "assertion.boxesHash.additionalExclusionsPresent")
  /// `assertion.dataHash.additionalExclusionsPresent`
  public static let assertionDataHashAdditionalExclusionsPresent = ValidationCode(
    "assertion.dataHash.additionalExclusionsPresent")
  /// `ingredient.unknownProvenance`
  public static let ingredientUnknownProvenance = ValidationCode("ingredient.unknownProvenance")
  /// `signingCredential.ocsp.inaccessible`
  public static let signingCredentialOCSPInaccessible = ValidationCode(
    "signingCredential.ocsp.inaccessible")
  /// `signingCredential.ocsp.skipped`
  public static let signingCredentialOCSPSkipped = ValidationCode("signingCredential.ocsp.skipped")
  /// `signingCredential.ocsp.unknown`
  public static let signingCredentialOCSPUnknown = ValidationCode("signingCredential.ocsp.unknown")
  /// `timeOfSigning.insideValidity`
  public static let timeOfSigningInsideValidity = ValidationCode("timeOfSigning.insideValidity")
  /// `timeOfSigning.outsideValidity`
  public static let timeOfSigningOutsideValidity = ValidationCode("timeOfSigning.outsideValidity")
  /// `timeStamp.credentialInvalid`
  public static let timeStampCredentialInvalid = ValidationCode("timeStamp.credentialInvalid")
  /// `timeStamp.malformed`
  public static let timeStampMalformed = ValidationCode("timeStamp.malformed")
  /// `timeStamp.mismatch`
  public static let timeStampMismatch = ValidationCode("timeStamp.mismatch")
  /// `timeStamp.outsideValidity`
  public static let timeStampOutsideValidity = ValidationCode("timeStamp.outsideValidity")
  /// `timeStamp.untrusted`
  public static let timeStampUntrusted = ValidationCode("timeStamp.untrusted")
  /// `manifest.unknownProvenance`
  public static let manifestUnknownProvenance = ValidationCode("manifest.unknownProvenance")
  /// `manifest.unreferenced`
  public static let manifestUnreferenced = ValidationCode("manifest.unreferenced")
  // MARK: Failure
  /// `algorithm.unsupported`
  public static let algorithmUnsupported = ValidationCode("algorithm.unsupported")
  /// `assertion.action.ingredientMismatch`
  public static let assertionActionIngredientMismatch = ValidationCode(
    "assertion.action.ingredientMismatch")
  /// `assertion.action.malformed`
  public static let assertionActionMalformed = ValidationCode("assertion.action.malformed")
  /// `assertion.action.redacted`
  public static let assertionActionRedacted = ValidationCode("assertion.action.redacted")
  /// `assertion.action.redactionMismatch`
  public static let assertionActionRedactionMismatch = ValidationCode(
    "assertion.action.redactionMismatch")
  /// `assertion.action.softBindingMissing`
  public static let assertionActionSoftBindingMissing = ValidationCode(
    "assertion.action.softBindingMissing")
  /// `assertion.alternativeContentRepresentation.malformed`
  public static let assertionAlternativeContentRepresentationMalformed = ValidationCode(
    "assertion.alternativeContentRepresentation.malformed")
  /// `assertion.bmffHash.malformed`
  public static let assertionBmffHashMalformed = ValidationCode("assertion.bmffHash.malformed")
  /// `assertion.bmffHash.mismatch`
  public static let assertionBmffHashMismatch = ValidationCode("assertion.bmffHash.mismatch")
  /// `assertion.boxesHash.malformed`
  public static let assertionBoxesHashMalformed = ValidationCode("assertion.boxesHash.malformed")
  /// `assertion.boxesHash.mismatch`
  public static let assertionBoxesHashMismatch = ValidationCode("assertion.boxesHash.mismatch")
  /// `assertion.boxesHash.unknownBox`
  public static let assertionBoxesHashUnknownBox = ValidationCode("assertion.boxesHash.unknownBox")
  /// `assertion.cbor.invalid`
  public static let assertionCBORInvalid = ValidationCode("assertion.cbor.invalid")
  /// `assertion.cloud-data.actions`
  public static let assertionCloudDataActions = ValidationCode("assertion.cloud-data.actions")
  /// `assertion.cloud-data.hardBinding`
  public static let assertionCloudDataHardBinding = ValidationCode(
    "assertion.cloud-data.hardBinding")
  /// `assertion.cloud-data.labelMismatch`
  public static let assertionCloudDataLabelMismatch = ValidationCode(
    "assertion.cloud-data.labelMismatch")
  /// `assertion.cloud-data.malformed`
  public static let assertionCloudDataMalformed = ValidationCode("assertion.cloud-data.malformed")
  /// `assertion.collectionHash.incorrectFileCount`
  public static let assertionCollectionHashIncorrectFileCount = ValidationCode(
    "assertion.collectionHash.incorrectFileCount")
  /// `assertion.collectionHash.invalidURI`
  public static let assertionCollectionHashInvalidURI = ValidationCode(
    "assertion.collectionHash.invalidURI")
  /// `assertion.collectionHash.malformed`
  public static let assertionCollectionHashMalformed = ValidationCode(
    "assertion.collectionHash.malformed")
  /// `assertion.collectionHash.mismatch`
  public static let assertionCollectionHashMismatch = ValidationCode(
    "assertion.collectionHash.mismatch")
  /// `assertion.dataHash.malformed`
  public static let assertionDataHashMalformed = ValidationCode("assertion.dataHash.malformed")
  /// `assertion.dataHash.mismatch`
  public static let assertionDataHashMismatch = ValidationCode("assertion.dataHash.mismatch")
  /// `assertion.dataHash.redacted`
  public static let assertionDataHashRedacted = ValidationCode("assertion.dataHash.redacted")
  /// `assertion.external-reference.created`
  public static let assertionExternalReferenceCreated = ValidationCode(
    "assertion.external-reference.created")
  /// `assertion.external-reference.hashMismatch`
  public static let assertionExternalReferenceHashMismatch = ValidationCode(
    "assertion.external-reference.hashMismatch")
  /// `assertion.external-reference.labelMismatch`
  public static let assertionExternalReferenceLabelMismatch = ValidationCode(
    "assertion.external-reference.labelMismatch")
  /// `assertion.external-reference.malformed`
  public static let assertionExternalReferenceMalformed = ValidationCode(
    "assertion.external-reference.malformed")
  /// `assertion.hardBinding.redacted`
  public static let assertionHardBindingRedacted = ValidationCode("assertion.hardBinding.redacted")
  /// `assertion.hashedURI.mismatch`
  public static let assertionHashedURIMismatch = ValidationCode("assertion.hashedURI.mismatch")
  /// `assertion.inaccessible`
  public static let assertionInaccessible = ValidationCode("assertion.inaccessible")
  /// `assertion.ingredient.malformed`
  public static let assertionIngredientMalformed = ValidationCode("assertion.ingredient.malformed")
  /// `assertion.json.invalid`
  public static let assertionJSONInvalid = ValidationCode("assertion.json.invalid")
  /// `assertion.missing`
  public static let assertionMissing = ValidationCode("assertion.missing")
  /// `assertion.multiAssetHash.malformed`
  public static let assertionMultiAssetHashMalformed = ValidationCode(
    "assertion.multiAssetHash.malformed")
  /// `assertion.multiAssetHash.mismatch`
  public static let assertionMultiAssetHashMismatch = ValidationCode(
    "assertion.multiAssetHash.mismatch")
  /// `assertion.multiAssetHash.missingPart`
  public static let assertionMultiAssetHashMissingPart = ValidationCode(
    "assertion.multiAssetHash.missingPart")
  /// `assertion.multipleHardBindings`
  public static let assertionMultipleHardBindings = ValidationCode("assertion.multipleHardBindings")
  /// `assertion.notRedacted`
  public static let assertionNotRedacted = ValidationCode("assertion.notRedacted")
  /// `assertion.outsideManifest`
  public static let assertionOutsideManifest = ValidationCode("assertion.outsideManifest")
  /// `assertion.selfRedacted`
  public static let assertionSelfRedacted = ValidationCode("assertion.selfRedacted")
  /// `assertion.timestamp.malformed`
  public static let assertionTimestampMalformed = ValidationCode("assertion.timestamp.malformed")
  /// `assertion.undeclared`
  public static let assertionUndeclared = ValidationCode("assertion.undeclared")
  /// `claim.cbor.invalid`
  public static let claimCBORInvalid = ValidationCode("claim.cbor.invalid")
  /// `claim.hardBindings.missing`
  public static let claimHardBindingsMissing = ValidationCode("claim.hardBindings.missing")
  /// `claim.malformed`
  public static let claimMalformed = ValidationCode("claim.malformed")
  /// `claim.missing`
  public static let claimMissing = ValidationCode("claim.missing")
  /// `claim.multiple`
  public static let claimMultiple = ValidationCode("claim.multiple")
  /// `claimSignature.mismatch`
  public static let claimSignatureMismatch = ValidationCode("claimSignature.mismatch")
  /// `claimSignature.missing`
  public static let claimSignatureMissing = ValidationCode("claimSignature.missing")
  /// `claimSignature.outsideValidity`
  public static let claimSignatureOutsideValidity = ValidationCode("claimSignature.outsideValidity")
  /// `general.error`
  public static let generalError = ValidationCode("general.error")
  /// `hashedURI.mismatch`
  public static let hashedURIMismatch = ValidationCode("hashedURI.mismatch")
  /// `hashedURI.missing`
  public static let hashedURIMissing = ValidationCode("hashedURI.missing")
  /// `ingredient.claimSignature.mismatch`
  public static let ingredientClaimSignatureMismatch = ValidationCode(
    "ingredient.claimSignature.mismatch")
  /// `ingredient.claimSignature.missing`
  public static let ingredientClaimSignatureMissing = ValidationCode(
    "ingredient.claimSignature.missing")
  /// `ingredient.manifest.mismatch`
  public static let ingredientManifestMismatch = ValidationCode("ingredient.manifest.mismatch")
  /// `ingredient.manifest.missing`
  public static let ingredientManifestMissing = ValidationCode("ingredient.manifest.missing")
  /// `manifest.compressed.invalid`
  public static let manifestCompressedInvalid = ValidationCode("manifest.compressed.invalid")
  /// `manifest.inaccessible`
  public static let manifestInaccessible = ValidationCode("manifest.inaccessible")
  /// `manifest.multipleParents`
  public static let manifestMultipleParents = ValidationCode("manifest.multipleParents")
  /// `manifest.timestamp.invalid`
  public static let manifestTimestampInvalid = ValidationCode("manifest.timestamp.invalid")
  /// `manifest.timestamp.wrongParents`
  public static let manifestTimestampWrongParents = ValidationCode(
    "manifest.timestamp.wrongParents")
  /// `manifest.update.invalid`
  public static let manifestUpdateInvalid = ValidationCode("manifest.update.invalid")
  /// `manifest.update.wrongParents`
  public static let manifestUpdateWrongParents = ValidationCode("manifest.update.wrongParents")
  /// `signingCredential.invalid`
  public static let signingCredentialInvalid = ValidationCode("signingCredential.invalid")
  /// `signingCredential.ocsp.revoked`
  public static let signingCredentialOCSPRevoked = ValidationCode("signingCredential.ocsp.revoked")
  /// `signingCredential.untrusted`
  public static let signingCredentialUntrusted = ValidationCode("signingCredential.untrusted")
  /// `assertion.metadata.disallowed`
  public static let assertionMetadataDisallowed = ValidationCode("assertion.metadata.disallowed")
  /// `assertion.alternativeContentRepresentation.missing`
  public static let assertionAlternativeContentRepresentationMissing = ValidationCode(
    "assertion.alternativeContentRepresentation.missing")
  /// `assertion.alternativeContentRepresentation.hashMismatch`
  public static let assertionAlternativeContentRepresentationHashMismatch = ValidationCode(
    "assertion.alternativeContentRepresentation.hashMismatch")
  /// `assertion.required.missing`
  public static let assertionRequiredMissing = ValidationCode("assertion.required.missing")
  /// `claim.required.missing`
  public static let claimRequiredMissing = ValidationCode("claim.required.missing")
  /// `ingredient.hashedURI.mismatch`
  public static let ingredientHashedURIMismatch = ValidationCode("ingredient.hashedURI.mismatch")
  /// `signingCredential.expired`
  public static let signingCredentialExpired = ValidationCode("signingCredential.expired")
}
