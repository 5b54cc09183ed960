// The container the tests talk to: one that runs already (PKIP_URL), or one copied from the assembly and started here.
import { spawn } from 'node:child_process';
import { cpSync, createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const HERE = new URL('..', import.meta.url).pathname;
const ASSEMBLY = process.env.PKIP_ASSEMBLY ?? `${HERE}../assembly/target/assembly`;
const HOME = `${HERE}target/container`;
const READY_WITHIN = 240_000;

export class Container {
  /** Waits until the house is ready with its demonstration services. */
  static async start() {
    if (process.env.PKIP_URL) {
      return new Container(process.env.PKIP_URL.replace(/\/$/, ''), process.env.PKIP_HOME, null, Number(process.env.PKIP_FOREIGN_PORT ?? 9199));
    }
    if (!existsSync(`${ASSEMBLY}/bin/karaf`)) {
      throw new Error('there is no assembly: mvn package -pl distribution/assembly -am');
    }
    rmSync(HOME, { recursive: true, force: true });
    mkdirSync(HOME, { recursive: true });
    cpSync(ASSEMBLY, HOME, { recursive: true, verbatimSymlinks: true });
    const [http, console, mail, ldap, foreign] = [await freePort(), await freePort(), await freePort(), await freePort(), await freePort()];
    edit('org.ops4j.pax.web.cfg', /^org\.osgi\.service\.http\.port *=.*$/m, `org.osgi.service.http.port = ${http}`);
    edit('org.apache.karaf.shell.cfg', /^sshPort *=.*$/m, `sshPort = ${console}`);
    edit('org.apache.karaf.features.cfg', /^featuresBoot = .*$/m, 'featuresBoot = pkip-demo, \\');
    // Ports of their own, so that a demonstration may run on this machine meanwhile.
    writeFileSync(`${HOME}/etc/lv.pkip.integration.mailsandbox.SmtpSink.cfg`, `port = ${mail}\n`);
    writeFileSync(`${HOME}/etc/lv.pkip.kernel.identityldap.LdapServer.cfg`, `port = ${ldap}\nselfSigned = true\nplainLoopback = true\n`);
    writeFileSync(`${HOME}/etc/lv.pkip.kernel.delivery.Email.cfg`,
      `host = 127.0.0.1\nport = ${mail}\nsecurity = none\nfrom = pasts@daugavpils.example\n`);
    // An application of somebody else, on an address of its own.
    writeFileSync(`${HOME}/etc/lv.pkip.kernel.identityoidc.ApplicationSeed-foreign.cfg`,
      `id = foreign\nname = Karte\nredirects = http://127.0.0.1:${foreign}/\nafterLogout = http://127.0.0.1:${foreign}/\nscopes = openid profile workplace:navigation workplace:notifications\n`);
    const log = createWriteStream(`${HOME}/console.log`);
    const process_ = spawn(`${HOME}/bin/karaf`, ['server'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    process_.stdout.pipe(log);
    process_.stderr.pipe(log);
    const container = new Container(`http://127.0.0.1:${http}`, HOME, process_, foreign);
    await container.#ready();
    return container;
  }

  constructor(url, home, process_, foreignPort) {
    this.url = url;
    this.foreignPort = foreignPort;
    this.home = home;
    this.process = process_;
  }

  async #ready() {
    const until = Date.now() + READY_WITHIN;
    let last = 'nothing answered';
    while (Date.now() < until) {
      if (this.process.exitCode !== null) {
        throw new Error(`the container ended while starting; see ${this.home}/data/log/karaf.log`);
      }
      try {
        const health = await fetch(`${this.url}/health/ready`);
        const services = await fetch(`${this.url}/services/tree-felling`);
        last = `health ${health.status}, service ${services.status}`;
        if (health.ok && services.ok) {
          return;
        }
      } catch (e) {
        last = e.cause?.code ?? e.message;
      }
      await pause(500);
    }
    await this.stop();
    throw new Error(`the container was not ready in ${READY_WITHIN / 1000} s (${last}); see ${this.home}/data/log/karaf.log`);
  }

  /** One-time passwords the first start made: login → password. */
  passwords() {
    if (!existsSync(`${this.home}/data/security/first-credentials.txt`)) {
      return {}; // a house that was in use before
    }
    const lines = readFileSync(`${this.home}/data/security/first-credentials.txt`, 'utf8').split('\n');
    return Object.fromEntries(lines.filter(line => line.trim() && !line.startsWith('#')).map(line => line.trim().split(/\s+/)));
  }

  async stop() {
    if (!this.process || this.process.exitCode !== null) {
      return;
    }
    const ended = new Promise(resolve => this.process.once('exit', resolve));
    const pid = Number(readFileSync(`${this.home}/data/karaf.pid`, 'utf8'));
    process.kill(pid, 'SIGTERM');
    const stopped = await Promise.race([ended.then(() => true), pause(30_000, false, { ref: false })]);
    if (!stopped) {
      process.kill(pid, 'SIGKILL');
      throw new Error('the container did not stop in 30 s');
    }
  }
}

function edit(file, found, replacement) {
  const path = `${HOME}/etc/${file}`;
  const text = readFileSync(path, 'utf8');
  if (!found.test(text)) {
    throw new Error(`${file} has no line like ${found}`);
  }
  writeFileSync(path, text.replace(found, replacement));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
