import type { Waiver } from "../waivers.ts";

/** Rights that services have a reason for, which `services/` says where each is asked for. */
export const dockerWaivers: readonly Waiver[] = [
  {
    policy: "docker-container-user",
    resource: "cadvisor",
    reason: "Only root may read the kernel's log and the folder of Docker.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-no-capability",
    resource: "cadvisor",
    reason: "Most systems keep the kernel's log from whoever lacks CAP_SYSLOG.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-no-device",
    resource: "cadvisor",
    reason: "The kernel's log says which container was killed for want of memory.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-no-system-folder",
    resource: "cadvisor",
    reason: "It measures every container by what the kernel and the engine write there, read-only.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-user",
    resource: "docker-socket-proxy",
    reason: "The socket belongs to root and to a group whose number differs between machines.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-no-socket",
    resource: "docker-socket-proxy",
    reason: "It guards the socket, so that everybody else reads through it and nobody writes.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-user",
    resource: "promtail",
    reason: "Its image has no folder for its positions, so that a new volume belongs to root.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-user",
    resource: "chroma",
    reason: "Its image has no folder for its data, so that a new volume belongs to root.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-host-read-only",
    resource: "chat-app",
    reason: "The chats are in a folder of the checkout, which outlives containers and volumes.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-no-capability",
    resource: "vault",
    reason: "Its program carries CAP_IPC_LOCK, and the kernel runs it only where that is had.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-no-secret-variable",
    resource: "vault",
    reason: "Its development mode, for trying things out, takes its token from nowhere else.",
    expires: "2027-10-31",
  },
  {
    policy: "docker-container-no-secret-variable",
    resource: "mcp-gateway",
    reason: "It takes its own token from nowhere else.",
    expires: "2027-05-31",
  },
];
