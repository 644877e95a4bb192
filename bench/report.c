#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

bool bench_fail(const char *format, ...) {
  va_list arguments;
  fflush(stdout);
  fputs("bench: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  return false;
}

void report_figure(bench_report *report, bench_figure figure) {
  if (report->figure_count < BENCH_FIGURE_MAX)
    report->figures[report->figure_count++] = figure;
}

void report_program_header(const bench_report *report) {
  if (report->stock_only)
    printf("%-14s %9s\n", "program", "stock ms");
  else
    printf("%-14s %9s %9s %7s %7s\n", "program", "stock ms", "luavm ms", "ratio",
           "cpu");
}

void report_program(const bench_report *report, const bench_program *program) {
  if (report->stock_only)
    printf("%-14s %9.1f\n", program->name, program->stock_ms);
  else
    printf("%-14s %9.1f %9.1f %7.3f %7.3f\n", program->name, program->stock_ms,
           program->luavm_ms, program->ratio, program->cpu_ratio);
  fflush(stdout);
}

static bool is_met(const bench_figure *figure) {
  return figure->value <= figure->target;
}

void report_figures(const bench_report *report) {
  printf("\n%-36s %10s %-4s %8s\n", "figure", "value", "", "target");
  for (size_t i = 0; i < report->figure_count; i++) {
    const bench_figure *figure = &report->figures[i];
    printf("%-36s %10.3f %-4s", figure->title, figure->value, figure->unit);
    if (figure->target > 0)
      printf(" <= %5.2f  %s", figure->target, is_met(figure) ? "met" : "MISSED");
    putchar('\n');
  }
}

static void write_programs(FILE *file, const bench_report *report) {
  for (size_t i = 0; i < report->program_count; i++) {
    const bench_program *program = &report->programs[i];
    fprintf(file, "%s\n    {\"name\": \"%s\", \"stock_ms\": %.4f", i > 0 ? "," : "",
            program->name, program->stock_ms);
    if (!report->stock_only)
      fprintf(file, ", \"luavm_ms\": %.4f, \"ratio\": %.4f, \"cpu_ratio\": %.4f",
              program->luavm_ms, program->ratio, program->cpu_ratio);
    fputc('}', file);
  }
}

static void write_figures(FILE *file, const bench_report *report) {
  for (size_t i = 0; i < report->figure_count; i++) {
    const bench_figure *figure = &report->figures[i];
    fprintf(file, "%s\n    {\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\"",
            i > 0 ? "," : "", figure->name, figure->value, figure->unit);
    if (figure->target > 0)
      fprintf(file, ", \"target\": %.2f, \"met\": %s", figure->target,
              is_met(figure) ? "true" : "false");
    fputc('}', file);
  }
}

bool report_json(const bench_report *report, const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL) return bench_fail("cannot write %s: %s", path, strerror(errno));
  fprintf(file, "{\n  \"pairs\": %d,\n  \"programs\": [", report->pair_count);
  write_programs(file, report);
  fputs("\n  ],\n  \"figures\": [", file);
  write_figures(file, report);
  fputs("\n  ]\n}\n", file);
  bool failed = ferror(file) != 0;
  failed = fclose(file) != 0 || failed;
  return !failed || bench_fail("cannot write %s: %s", path, strerror(errno));
}
