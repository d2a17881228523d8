#include "CMetadataShims.h"

#include <libexif/exif-data.h>
#include <libexif/exif-log.h>
#include <libexif/exif-mnote-data.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(EXIF_IFD_0 == 0 && EXIF_IFD_1 == 1 && EXIF_IFD_EXIF == 2, "directory numbers");
_Static_assert(EXIF_IFD_GPS == 3 && EXIF_IFD_INTEROPERABILITY == 4, "directory numbers");
_Static_assert(EXIF_FORMAT_BYTE == 1 && EXIF_FORMAT_DOUBLE == 12, "formats are those of TIFF");

static ExifIfd ifd(int32_t directory) {
  return directory >= 0 && directory < EXIF_IFD_COUNT ? (ExifIfd)directory : EXIF_IFD_0;
}

static void copy(char *output, size_t capacity, const char *text) {
  if (capacity == 0) return;
  size_t count = text == NULL ? 0 : strnlen(text, capacity - 1);
  if (count > 0) memcpy(output, text, count);
  output[count] = 0;
}

void assay_exif_tag_name(uint16_t tag, int32_t directory, char *output, size_t capacity) {
  copy(output, capacity, exif_tag_get_name_in_ifd((ExifTag)tag, ifd(directory)));
}

// libexif reports corrupt data through its log; without one it would be lost.
static void count_corrupt(
    ExifLog *log, ExifLogCode code, const char *domain, const char *format, va_list arguments,
    void *data) {
  (void)log, (void)domain, (void)format, (void)arguments;
  if (code == EXIF_LOG_CODE_CORRUPT_DATA) *(int32_t *)data += 1;
}

int32_t assay_exif_value_text(
    uint16_t tag, int32_t directory, int32_t format, uint32_t component_count,
    int32_t is_big_endian, const uint8_t *data, size_t data_count, char *output, size_t capacity) {
  if (capacity == 0) return 0;
  output[0] = 0;
  // The library believes the counts of an entry; make sure that they fit what there is.
  size_t unit = exif_format_get_size((ExifFormat)format);
  if (unit == 0 || data_count > UINT32_MAX) return 0;
  if (component_count > data_count / unit) component_count = (uint32_t)(data_count / unit);
  if (component_count == 0) return 0;
  ExifData *exif = exif_data_new();
  if (exif == NULL) return 0;
  int32_t corrupt_count = 0;
  ExifLog *log = exif_log_new();
  if (log != NULL) {
    exif_log_set_func(log, count_corrupt, &corrupt_count);
    exif_data_log(exif, log);
  }
  exif_data_set_byte_order(
      exif, is_big_endian ? EXIF_BYTE_ORDER_MOTOROLA : EXIF_BYTE_ORDER_INTEL);
  ExifEntry *entry = exif_entry_new();
  if (entry != NULL) {
    entry->tag = (ExifTag)tag;
    entry->format = (ExifFormat)format;
    entry->components = component_count;
    entry->data = calloc(1, data_count + 1);
    if (entry->data != NULL) {
      memcpy(entry->data, data, data_count);
      entry->size = (unsigned int)(component_count * unit);
      exif_content_add_entry(exif->ifd[ifd(directory)], entry);
      if (entry->parent != NULL) {
        if (capacity > 1) {
          // Some versions leave the last byte of a full buffer to the caller.
          exif_entry_get_value(entry, output, (unsigned int)(capacity - 1));
          output[capacity - 1] = 0;
        }
      }
    }
    exif_entry_unref(entry);
  }
  exif_data_unref(exif);
  if (log != NULL) exif_log_unref(log);
  return (int32_t)strlen(output);
}

AssayMakerNoteResult assay_exif_maker_note(
    const uint8_t *input, size_t input_count, char *output, size_t capacity) {
  AssayMakerNoteResult result = {0, 0, 0};
  size_t taken = input_count > 0xFFF0 ? 0xFFF0 : input_count;
  uint8_t *block = malloc(taken + 6);
  if (block == NULL) return result;
  memcpy(block, "Exif\0\0", 6);
  memcpy(block + 6, input, taken);
  ExifLog *log = exif_log_new();
  ExifData *exif = exif_data_new();
  if (exif != NULL) {
    if (log != NULL) {
      exif_log_set_func(log, count_corrupt, &result.corrupt_count);
      exif_data_log(exif, log);
    }
    exif_data_unset_option(exif, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_load_data(exif, block, (unsigned int)(taken + 6));
    ExifMnoteData *note = exif_data_get_mnote_data(exif);
    unsigned int count = note == NULL ? 0 : exif_mnote_data_count(note);
    size_t used = 0;
    for (unsigned int index = 0; index < count && index < 4096; index += 1) {
      const char *name = exif_mnote_data_get_name(note, index);
      char value[1024];
      memset(value, 0, sizeof value);
      if (name == NULL) continue;
      if (exif_mnote_data_get_value(note, index, value, sizeof value - 1) == NULL) continue;
      size_t name_count = strlen(name), value_count = strlen(value);
      if (name_count + value_count + 2 > capacity - used) break;
      memcpy(output + used, name, name_count);
      used += name_count;
      output[used++] = '\t';
      for (size_t each = 0; each < value_count; each += 1)
        output[used++] = value[each] == '\n' || value[each] == '\t' ? ' ' : value[each];
      output[used++] = '\n';
      result.entry_count += 1;
    }
    result.output_count = (int64_t)used;
    exif_data_unref(exif);
  }
  if (log != NULL) exif_log_unref(log);
  free(block);
  return result;
}
