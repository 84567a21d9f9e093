// Which of Falco's rules for system calls a text alert is from: as falco-rules.ts tells those for audit events, by the words with
// which each begins its output. The stable and the incubating ones of falcosecurity/rules at c72713e; earlier versions have the same
// words, and their fields in parentheses.
import {messageOf} from '../../audit/alert.ts';

const OUTPUTS: ReadonlyMap<string, string> = new Map([
  ['Read monitored file via directory traversal', 'Directory traversal monitored file read'],
  ['Sensitive file opened for reading by trusted program after startup', 'Read sensitive file trusted after startup'],
  ['Sensitive file opened for reading by non-trusted program', 'Read sensitive file untrusted'],
  ['Shell spawned by untrusted binary', 'Run shell untrusted'],
  ['System user ran an interactive command', 'System user interactive'],
  ['A shell was spawned in a container with an attached terminal', 'Terminal shell in container'],
  ['Unexpected connection to K8s API Server from container', 'Contact K8S API Server From Container'],
  ['Netcat runs inside container that allows remote code execution', 'Netcat Remote Code Execution in Container'],
  ['Grep private keys or passwords activities found', 'Search Private Keys or Passwords'],
  ['Log files were tampered', 'Clear Log Activities'],
  ['Bulk data has been removed from disk', 'Remove Bulk Data from Disk'],
  ['Symlinks created over sensitive files', 'Create Symlink Over Sensitive Files'],
  ['Hardlinks created over sensitive files', 'Create Hardlink Over Sensitive Files'],
  ['Packet socket was created in a container', 'Packet socket created in container'],
  ['Redirect stdout/stdin to network connection', 'Redirect STDOUT/STDIN to Network Connection in Container'],
  ['Linux Kernel Module injection from container', 'Linux Kernel Module Injection Detected'],
  ['Debugfs launched started in a privileged container', 'Debugfs Launched in Privileged Container'],
  [
    'Detect an attempt to exploit a container escape using release_agent file',
    'Detect release_agent File Container Escapes',
  ],
  ['Detected ptrace PTRACE_ATTACH attempt', 'PTRACE attached to process'],
  ['Detected potential PTRACE_TRACEME anti-debug attempt', 'PTRACE anti-debug attempt'],
  ['Detected AWS credentials search activity', 'Find AWS Credentials'],
  ['File execution detected from /dev/shm', 'Execution from /dev/shm'],
  ['Executing binary not part of base image', 'Drop and execute new binary in container'],
  ['Disallowed SSH Connection', 'Disallowed SSH Connection Non Standard Port'],
  ['Fileless execution via memfd_create', 'Fileless execution via memfd_create'],
  ['A shell configuration file has been modified', 'Modify Shell Configuration File'],
  ['Cron jobs were scheduled to run', 'Schedule Cron Jobs'],
  ['ssh-related file/directory read by non-ssh program', 'Read ssh information'],
  ['Database-related program spawned process other than itself', 'DB program spawned process'],
  ['Namespace change (setns) by unexpected program', 'Change thread namespace'],
  ['Change namespace privileges via unshare', 'Change namespace privileges via unshare'],
  ['Privileged container started', 'Launch Privileged Container'],
  ['Excessively capable container started', 'Launch Excessively Capable Container'],
  ['Known system binary sent/received network traffic', 'System procs network activity'],
  ['Curl or wget run with disallowed HTTP_PROXY environment variable', 'Program run with disallowed http proxy env'],
  ['Unexpected UDP Traffic Seen', 'Unexpected UDP Traffic'],
  ['Unexpected setuid call by non-sudo, non-root program', 'Non sudo setuid'],
  ['User management binary command run outside of container', 'User mgmt binaries'],
  ['File created below /dev by untrusted program', 'Create files below dev'],
  ['Outbound connection to EC2 instance metadata service', 'Contact EC2 Instance Metadata Service From Container'],
  ['Outbound connection to cloud instance metadata service', 'Contact cloud metadata service from container'],
  ['Package management process launched in container', 'Launch Package Management Process in Container'],
  ['Network tool launched in container', 'Launch Suspicious Network Tool in Container'],
  ['Network tool launched on host', 'Launch Suspicious Network Tool on Host'],
  ['Shell history deleted or renamed', 'Delete or rename shell history'],
  ['Setuid or setgid bit is set via chmod', 'Set Setuid or Setgid bit'],
  ['Remote file copy tool launched in container', 'Launch Remote File Copy Tools in Container'],
  ['Network connection outside local subnet', 'Network Connection outside Local Subnet'],
  ['Mount was executed inside a privileged container', 'Mount Launched in Privileged Container'],
  ['Ingress remote file copy tool launched in container', 'Launch Ingress Remote File Copy Tools in Container'],
  ['Environment variables were retrieved from /proc files', 'Read environment variable from /proc files'],
  ['Exfiltrating Artifacts via Kubernetes Control Plane', 'Exfiltrating Artifacts via Kubernetes Control Plane'],
  ['Adding ssh keys to authorized_keys', 'Adding ssh keys to authorized_keys'],
  [
    'Process run with suspect environment variable which could be attempting privilege escalation',
    'Potential Local Privilege Escalation via Environment Variables Misuse',
  ],
  ['BPF Program Not Profiled', 'BPF Program Not Profiled'],
]);

/** What Falco says of itself: that it dropped system calls, or could not follow. */
const INTERNAL = /^Falco internal: [a-z ]+[a-z]/;

/** The rule whose output begins as this one does, a guess: anybody may write a rule of these words. */
export function syscallRuleOf(output: string): string | undefined {
  const message = messageOf(output);
  const [, words = ''] = /^(.*?)\s*(?:\| |\()[a-z][\w.]*=/.exec(message) ?? [];
  return OUTPUTS.get(words) ?? INTERNAL.exec(message)?.[0];
}
