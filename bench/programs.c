#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* Plain names only: they go into the JSON file as they are. */
static int is_program(const struct dirent *entry) {
  size_t stem = strspn(entry->d_name, NAME_LETTERS);
  return stem > 0 && stem < BENCH_NAME_MAX && strcmp(entry->d_name + stem, ".lua") == 0;
}

static bool read_whole(FILE *file, bench_source *source) {
  if (fseek(file, 0, SEEK_END) != 0) return false;
  long length = ftell(file);
  if (length < 0 || fseek(file, 0, SEEK_SET) != 0) return false;
  source->length = (size_t)length;
  source->text = malloc(source->length + 1);
  return source->text != NULL &&
         fread(source->text, 1, source->length, file) == source->length;
}

static bool source_read(const char *folder, const char *file_name,
                        bench_source *source) {
  char path[PATH_MAX];
  *source = (bench_source){.text = NULL};
  memcpy(source->name, file_name, strspn(file_name, NAME_LETTERS));
  int length = snprintf(path, sizeof path, "%s/%s", folder, file_name);
  FILE *file = length < (int)sizeof path ? fopen(path, "rb") : NULL;
  bool done = file != NULL && read_whole(file, source);
  if (file != NULL) fclose(file);
  return done || bench_fail("cannot read %s/%s", folder, file_name);
}

static bool run_luavm(const bench_options *options, const bench_source *source,
                      bench_value *value, bench_sample *sample) {
  return options->stock_only || ours_run(source, value, sample);
}

/* Takes turns at going first: the second run finds the heap and the caches as
 * the first left them. */
static bool run_pair(const bench_options *options, const bench_source *source,
                     bool stock_first, bench_sample *stock, bench_sample *ours) {
  bench_value stock_value, our_value;
  bool done = stock_first ? stock_run(source, &stock_value, stock) &&
                                run_luavm(options, source, &our_value, ours)
                          : run_luavm(options, source, &our_value, ours) &&
                                stock_run(source, &stock_value, stock);
  if (!done) return false;
  if (!options->stock_only && !value_equal(&stock_value, &our_value))
    return bench_fail("%s differs: stock Lua returned %.*s, luavm %.*s", source->name,
                      (int)stock_value.length, stock_value.text, (int)our_value.length,
                      our_value.text);
  return true;
}

static bool measure_program(const bench_options *options, const bench_source *source,
                            bench_program *program) {
  double stock_ms[BENCH_PAIR_MAX], luavm_ms[BENCH_PAIR_MAX];
  double ratio[BENCH_PAIR_MAX], cpu_ratio[BENCH_PAIR_MAX];
  bench_sample stock = {0, 0}, ours = {0, 0};
  size_t count = (size_t)options->pair_count;
  memcpy(program->name, source->name, sizeof program->name);
  if (!run_pair(options, source, true, &stock, &ours)) return false;
  for (size_t i = 0; i < count; i++) {
    if (!run_pair(options, source, i % 2 == 0, &stock, &ours)) return false;
    stock_ms[i] = stock.wall_ms;
    luavm_ms[i] = ours.wall_ms;
    ratio[i] = ours.wall_ms / stock.wall_ms;
    cpu_ratio[i] = ours.cpu_ms / stock.cpu_ms;
  }
  program->stock_ms = stats_median(stock_ms, count);
  program->luavm_ms = stats_median(luavm_ms, count);
  program->ratio = stats_median(ratio, count);
  program->cpu_ratio = stats_median(cpu_ratio, count);
  return true;
}

static void summarise(bench_report *report) {
  double logarithms = 0, cpu_logarithms = 0, worst = 0, cpu_worst = 0;
  double count = (double)report->program_count;
  for (size_t i = 0; i < report->program_count; i++) {
    const bench_program *program = &report->programs[i];
    logarithms += log(program->ratio);
    cpu_logarithms += log(program->cpu_ratio);
    worst = fmax(worst, program->ratio);
    cpu_worst = fmax(cpu_worst, program->cpu_ratio);
  }
  report_figure(report, (bench_figure){"programs_geomean", "programs, geometric mean",
                                       "x", exp(logarithms / count), 0.95});
  report_figure(report, (bench_figure){"programs_cpu_geomean", "  in processor time",
                                       "x", exp(cpu_logarithms / count), 0});
  report_figure(report,
                (bench_figure){"programs_worst", "programs, worst", "x", worst, 1.10});
  report_figure(report, (bench_figure){"programs_cpu_worst", "  in processor time", "x",
                                       cpu_worst, 0});
}

static bool measure_file(const bench_options *options, bench_report *report,
                         const char *file_name) {
  bench_source source;
  if (options->only != NULL && strstr(file_name, options->only) == NULL) return true;
  if (report->program_count == BENCH_PROGRAM_MAX)
    return bench_fail("more than %d programs in %s", BENCH_PROGRAM_MAX,
                      options->program_folder);
  bench_program *program = &report->programs[report->program_count];
  bool done = source_read(options->program_folder, file_name, &source) &&
              measure_program(options, &source, program);
  free(source.text);
  if (!done) return false;
  report->program_count++;
  report_program(report, program);
  return true;
}

bool programs_measure(const bench_options *options, bench_report *report) {
  struct dirent **files = NULL;
  int count = scandir(options->program_folder, &files, is_program, alphasort);
  if (count < 0)
    return bench_fail("cannot list %s: %s", options->program_folder, strerror(errno));
  bool done = true;
  report_program_header(report);
  for (int i = 0; i < count; i++) {
    done = done && measure_file(options, report, files[i]->d_name);
    free(files[i]);
  }
  free(files);
  if (!done) return false;
  if (report->program_count == 0)
    return bench_fail("no program in %s matches", options->program_folder);
  if (!options->stock_only) summarise(report);
  return true;
}
