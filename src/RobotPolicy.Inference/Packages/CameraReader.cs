namespace RobotPolicy.Inference.Packages;

/// <summary>Reads <c>x-robotpolicy.cameras</c>: by the policy's names, the robot's names and the order of colours.</summary>
internal static class CameraReader
{
    /// <summary>The manifest with what the section says of its cameras.</summary>
    public static PolicyManifest Read(JsonCursor extension, PolicyManifest manifest)
    {
        if (extension.Object("cameras") is not { } section)
            return manifest;
        var cameras = manifest.Cameras.ToList();
        foreach (var (name, value) in section.Properties())
        {
            var index = cameras.FindIndex(camera => camera.Name == name);
            if (index < 0)
            {
                value.Fail("a camera that cameras names", ErrorText.Quote(name));
                continue;
            }

            if (section.Object(name) is not { } camera)
                continue;
            camera.RejectUnknown("robot", "encoding");
            cameras[index] = cameras[index] with
            {
                RobotName = camera.String("robot") ?? name,
                BgrOrder = camera.OneOf("encoding", ["rgb", "bgr"]) == "bgr",
            };
        }

        return manifest with { Cameras = cameras };
    }
}
