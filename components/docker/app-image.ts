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
  /** Registry that npm takes packages from; default npm's own. */
  npmRegistry?: string;
  /** For example `linux/arm64`; default that of the machine that builds. */
  platform?: string;
}

/** The application as an image of the engine, built there and pushed nowhere. */
export class AppImage extends pulumi.ComponentResource {
  /** Id of what was built, which changes with every byte of it; a container takes it as its image. */
  readonly imageId: pulumi.Output<string>;

  constructor(name: string, args: AppImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:docker:AppImage", name, {}, opts);
    const { version, contextFolder, dockerfile, nodeImage, npmRegistry, platform } = args;

    const image = new Image(
      name,
      {
        imageName: `copilot-chat-app:${version}`,
        build: {
          context: contextFolder,
          dockerfile,
          args: {
            NODE_IMAGE: nodeImage,
            ...(npmRegistry !== undefined && { NPM_CONFIG_REGISTRY: npmRegistry }),
          },
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
