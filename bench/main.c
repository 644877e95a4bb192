#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const char usage[] =
    "usage: bench --stock LIBLUA54 [options]\n"
    "  --stock FILE      stock Lua 5.4 as a shared library (required)\n"
    "  --programs DIR    folder of the Lua programs (default: programs)\n"
    "  --first FILE      program for \"first result\" (default: beside bench)\n"
    "  --pairs N         timed pairs per program, 1 to 101 (default: 7)\n"
    "  --only TEXT       only programs with TEXT in their names\n"
    "  --stock-only      run stock Lua alone, without targets\n"
    "  --json FILE       write the figures to FILE\n";

static const struct option long_options[] = {{"stock", required_argument, NULL, 's'},
                                             {"programs", required_argument, NULL, 'd'},
                                             {"first", required_argument, NULL, 'f'},
                                             {"pairs", required_argument, NULL, 'n'},
                                             {"only", required_argument, NULL, 'o'},
                                             {"stock-only", no_argument, NULL, 'S'},
                                             {"json", required_argument, NULL, 'j'},
                                             {"help", no_argument, NULL, 'h'},
                                             {NULL, 0, NULL, 0}};

static bool parse_pairs(const char *text, int *count) {
  char *end = NULL;
  long number = strtol(text, &end, 10);
  if (*text == 0 || *end != 0 || number < 1 || number > BENCH_PAIR_MAX)
    return bench_fail("--pairs takes a number from 1 to %d, not \"%s\"", BENCH_PAIR_MAX,
                      text);
  *count = (int)number;
  return true;
}

static bool parse_option(int letter, bench_options *options) {
  switch (letter) {
    case 's':
      options->stock_path = optarg;
      return true;
    case 'd':
      options->program_folder = optarg;
      return true;
    case 'f':
      options->first_path = optarg;
      return true;
    case 'o':
      options->only = optarg;
      return true;
    case 'j':
      options->json_path = optarg;
      return true;
    case 'S':
      options->stock_only = true;
      return true;
    case 'n':
      return parse_pairs(optarg, &options->pair_count);
    default:
      fputs(usage, stderr);
      return false;
  }
}

static bool parse(int count, char **arguments, bench_options *options) {
  int letter;
  while ((letter = getopt_long(count, arguments, "", long_options, NULL)) != -1)
    if (!parse_option(letter, options)) return false;
  if (optind < count)
    return bench_fail("unknown argument \"%s\"; see --help", arguments[optind]);
  if (options->stock_path == NULL)
    return bench_fail("name a stock liblua54 with --stock; see --help");
  return true;
}

static bool measure(const bench_options *options, bench_report *report) {
  if (!stock_open(options->stock_path)) return false;
  if (!options->stock_only && !ours_open()) return false;
  if (!programs_measure(options, report) || !costs_measure(options, report) ||
      (!options->stock_only && !calls_measure(report)))
    return false;
  report_figures(report);
  return options->json_path == NULL || report_json(report, options->json_path);
}

int main(int count, char **arguments) {
  static bench_report report;
  char first_path[PATH_MAX];
  const char *slash = strrchr(arguments[0], '/');
  int folder = slash != NULL ? (int)(slash - arguments[0]) + 1 : 0;
  snprintf(first_path, sizeof first_path, "%.*sfirst", folder, arguments[0]);
  bench_options options = {
      .program_folder = "programs", .first_path = first_path, .pair_count = 7};
  if (!parse(count, arguments, &options)) return 2;
  report.pair_count = options.pair_count;
  report.stock_only = options.stock_only;
  return measure(&options, &report) ? 0 : 1;
}
