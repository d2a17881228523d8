#include "CMetadataShims.h"

#include <expat.h>
#include <string.h>

_Static_assert(sizeof(XML_Char) == 1, "names and texts are handed over as UTF-8");

typedef struct {
  XML_Parser parser;
  uint8_t *output;
  size_t capacity, count;
  int32_t depth, depth_limit;
  AssayXMLStatus status;
} Recorder;

static void stop(Recorder *recorder, AssayXMLStatus status) {
  if (recorder->status != ASSAY_XML_DONE) return;
  recorder->status = status;
  XML_StopParser(recorder->parser, XML_FALSE);
}

// Space for a whole event is taken at once, so that the output never ends within one.
static uint8_t *reserve(Recorder *recorder, size_t count) {
  if (recorder->status != ASSAY_XML_DONE) return NULL;
  if (count > recorder->capacity - recorder->count) {
    stop(recorder, ASSAY_XML_FULL);
    return NULL;
  }
  uint8_t *place = recorder->output + recorder->count;
  recorder->count += count;
  return place;
}

static uint8_t *put_number(uint8_t *place, uint64_t number) {
  for (int shift = 0; shift < 32; shift += 8) *place++ = (uint8_t)(number >> shift);
  return place;
}

static uint8_t *put_text(uint8_t *place, const char *text, size_t count) {
  place = put_number(place, count);
  if (count > 0) memcpy(place, text, count);
  return place + count;
}

static uint64_t offset(Recorder *recorder) {
  XML_Index index = XML_GetCurrentByteIndex(recorder->parser);
  return index < 0 ? 0 : (uint64_t)index;
}

static uint64_t end(Recorder *recorder) {
  int count = XML_GetCurrentByteCount(recorder->parser);
  return offset(recorder) + (count < 0 ? 0 : (uint64_t)count);
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
  Recorder *recorder = data;
  recorder->depth += 1;
  if (recorder->depth > recorder->depth_limit) {
    stop(recorder, ASSAY_XML_TOO_DEEP);
    return;
  }
  size_t size = 1 + 4 + 4 + 4 + 4 + strlen(name), count = 0;
  for (const XML_Char **each = attributes; *each != NULL; each += 2, count += 1)
    size += 8 + strlen(each[0]) + strlen(each[1]);
  uint8_t *place = reserve(recorder, size);
  if (place == NULL) return;
  *place++ = 'S';
  place = put_number(place, offset(recorder));
  place = put_number(place, end(recorder));
  place = put_number(place, count);
  place = put_text(place, name, strlen(name));
  for (const XML_Char **each = attributes; *each != NULL; each += 1)
    place = put_text(place, *each, strlen(*each));
}

static void on_end(void *data, const XML_Char *name) {
  (void)name;
  Recorder *recorder = data;
  recorder->depth -= 1;
  uint8_t *place = reserve(recorder, 9);
  if (place == NULL) return;
  *place++ = 'E';
  place = put_number(place, offset(recorder));
  put_number(place, end(recorder));
}

static void on_text(void *data, const XML_Char *text, int count) {
  Recorder *recorder = data;
  if (count <= 0) return;
  uint8_t *place = reserve(recorder, 9 + (size_t)count);
  if (place == NULL) return;
  *place++ = 'T';
  place = put_number(place, offset(recorder));
  put_text(place, text, (size_t)count);
}

static void on_namespace(void *data, const XML_Char *prefix, const XML_Char *uri) {
  Recorder *recorder = data;
  size_t prefix_count = prefix == NULL ? 0 : strlen(prefix);
  size_t uri_count = uri == NULL ? 0 : strlen(uri);
  uint8_t *place = reserve(recorder, 9 + prefix_count + uri_count);
  if (place == NULL) return;
  *place++ = 'N';
  place = put_text(place, prefix, prefix_count);
  put_text(place, uri, uri_count);
}

static void on_doctype(
    void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public_id,
    int has_internal_subset) {
  (void)name, (void)system, (void)public_id, (void)has_internal_subset;
  stop(data, ASSAY_XML_DOCTYPE);
}

AssayXMLResult assay_xml_parse(
    const uint8_t *input, size_t input_count, int32_t depth_limit, uint8_t *output,
    size_t capacity) {
  AssayXMLResult result;
  memset(&result, 0, sizeof result);
  // A form feed cannot occur in XML, so no URI can hold one.
  XML_Parser parser = XML_ParserCreateNS(NULL, '\f');
  if (parser == NULL) {
    result.status = ASSAY_XML_NO_MEMORY;
    return result;
  }
  Recorder recorder = {parser, output, capacity, 0, 0, depth_limit, ASSAY_XML_DONE};
  XML_SetUserData(parser, &recorder);
  XML_SetReturnNSTriplet(parser, XML_TRUE);
  XML_SetElementHandler(parser, on_start, on_end);
  XML_SetCharacterDataHandler(parser, on_text);
  XML_SetStartNamespaceDeclHandler(parser, on_namespace);
  XML_SetStartDoctypeDeclHandler(parser, on_doctype);
  XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
  size_t position = 0;
  enum XML_Status code = XML_STATUS_OK;
  do {
    size_t rest = input_count - position;
    int part = rest > (1 << 20) ? 1 << 20 : (int)rest;
    position += (size_t)part;
    code = XML_Parse(
        parser, part == 0 ? "" : (const char *)input + (position - (size_t)part), part,
        position == input_count);
  } while (code == XML_STATUS_OK && position < input_count);
  result.status = recorder.status;
  result.output_count = (int64_t)recorder.count;
  result.input_offset = (int64_t)offset(&recorder);
  if (code != XML_STATUS_OK && recorder.status == ASSAY_XML_DONE) {
    enum XML_Error error = XML_GetErrorCode(parser);
    result.status = error == XML_ERROR_NO_MEMORY ? ASSAY_XML_NO_MEMORY : ASSAY_XML_MALFORMED;
    result.library_code = (int32_t)error;
    const XML_LChar *message = XML_ErrorString(error);
    if (message != NULL) strncpy(result.message, message, sizeof result.message - 1);
  }
  XML_ParserFree(parser);
  return result;
}
