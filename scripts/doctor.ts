/**
 * `npm run doctor [-- --json] [-- --env-file FILE]`: checks what a deployment needs and prints a line for each check:
 * whether it is well, what is wrong, and the command or step that fixes it.
 */
import { readOptions, usage, type DoctorOptions } from './doctor/options.ts';
import { inLines, report } from './doctor/output.ts';

function end(stream: NodeJS.WriteStream, text: string, code: number): void {
  // A connection that did not answer in time may keep the process up.
  stream.write(`${text}\n`, () => process.exit(code));
}

function options(): DoctorOptions {
  const given = readOptions(process.argv.slice(2));
  if (given.envFile !== undefined) process.loadEnvFile(given.envFile);
  return given;
}

let given: DoctorOptions | undefined;
try {
  given = options();
} catch (error) {
  end(process.stderr, `doctor: ${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
}
if (given?.help) end(process.stdout, usage, 0);
else if (given) {
  // Imported late: it loads the libraries of all servers, which the usage text does not need.
  const { examine } = await import('./doctor/index.ts');
  const found = report(await examine(process.env));
  end(process.stdout, given.json ? JSON.stringify(found, null, 2) : inLines(found, process.stdout), found.ok ? 0 : 1);
}
