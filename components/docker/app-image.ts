import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { Image } from "@pulumi/docker/image.js";
import * as pulumi from "@pulumi/pulumi";

export interface AppImageArgs {
  /** Tag of `copilot-chat-app`; lower-case, for example a hash of the sources. */
  version: string;
  /** The repository, whose files the Dockerfile copies; best relative, so that it is no machine's own. */
  contextFolder: string;
  /** The Dockerfile; `<Dockerfile>.dockerignore` beside it says what is left out of the context. */
  dockerfile: string;
  /** Image of Node.js with npm and the GNU C library, which sqlite-vec needs. */
  nodeImage: string;
  /** Registry that npm takes packages from, without a login; default npm's own. */
  npmRegistry?: string;
  /**
   * Certificates (PEM) that npm trusts beside Node's own, as it must behind a proxy that reads along.
   * The image keeps none of them. Default none.
   */
  extraCertificates?: string;
  /** For example `linux/arm64`; default that of the machine that builds. */
  platform?: string;
}

/** The application as an image of the engine, built there and pushed nowhere. */
export class AppImage extends pulumi.ComponentResource {
  /** Id of what was built, which changes with every byte of it; a container takes it as its image. */
  readonly imageId: pulumi.Output<string>;

  constructor(name: string, args: AppImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:docker:AppImage", name, {}, opts);
    const { version, contextFolder, dockerfile, platform } = args;

    const image = new Image(
      name,
      {
        imageName: `copilot-chat-app:${version}`,
        build: {
          context: contextFolder,
          dockerfile,
          args: buildArguments(args),
          ...(platform !== undefined && { platform }),
        },
        skipPush: true,
      },
      { parent: this },
    );

    this.imageId = image.repoDigest;
    this.registerOutputs({ imageId: this.imageId });
  }
}

/** The `ARG`s of the Dockerfile. */
function buildArguments({ nodeImage, npmRegistry, extraCertificates = "" }: AppImageArgs) {
  const certificates = unknownToNode(extraCertificates);
  return {
    NODE_IMAGE: nodeImage,
    ...(npmRegistry !== undefined && { NPM_CONFIG_REGISTRY: npmRegistry }),
    ...(certificates.length > 0 && { EXTRA_CERTIFICATES: certificates.join("\n") }),
  };
}

/**
 * People give the list of their whole system, which is longer than the 128 KiB that Linux allows for a
 * variable (`MAX_ARG_STRLEN`); without what Node has too, much less is left.
 */
function unknownToNode(certificates: string): string[] {
  const own = new Set(rootCertificates.map(fingerprint));
  const given = certificates.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  const unknown = (given ?? []).filter((certificate) => !own.has(fingerprint(certificate)));
  return [...new Set(unknown)];
}

function fingerprint(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}
