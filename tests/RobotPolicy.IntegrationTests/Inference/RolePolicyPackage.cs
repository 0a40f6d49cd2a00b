using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>
/// A package of graphs in roles of their own: gripper and elbow in, gripper and elbow out, no camera, nothing normalised, 50 ms from
/// one action to the next.
/// </summary>
internal sealed class RolePolicyPackage : IDisposable
{
    private readonly TestPolicyPackage _package = new();

    /// <param name="extension">What stands in <c>x-robotpolicy</c> beside the interval; begins with a comma, or is empty.</param>
    /// <param name="model">The graph that sees the observation.</param>
    public RolePolicyPackage(string extension, OnnxModelBuilder model)
    {
        _package.Write("model.onnx", model.Build());
        _package.Write(
            "manifest.json",
            """
            {
              "format": "policy_package",
              "version": "1.0",
              "policy": { "name": "roles" },
              "artifacts": { "onnx": "model.onnx" },
              "robots": [ {
                "name": "main",
                "state": { "shape": [2], "order": ["gripper", "elbow"] },
                "action": { "shape": [2], "order": ["gripper", "elbow"] }
              } ],
              "cameras": [],
              "x-robotpolicy": { "action": { "dt": 0.05 }__EXTENSION__ }
            }
            """.Replace("__EXTENSION__", extension));
    }

    public string Folder => _package.Folder;

    public void Write(string name, OnnxModelBuilder graph) => _package.Write(name, graph.Build());

    public void Write(string name, byte[] bytes) => _package.Write(name, bytes);

    public void Dispose() => _package.Dispose();
}
