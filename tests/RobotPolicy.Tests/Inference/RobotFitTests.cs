using RobotPolicy.Control.Model;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference;

public sealed class RobotFitTests : IDisposable
{
    private readonly TestPolicyPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Bind_RobotThatFits_HasNoErrors()
    {
        var (binding, errors) = Bind(TestPolicyPackage.Robot);

        Assert.Empty(errors);
        Assert.Equal([1, 0], binding!.StateJoints);
    }

    [Fact]
    public void Bind_AnotherRobot_NamesEachFieldOfTheManifest()
    {
        var robot = TestPolicyPackage.Robot with
        {
            Joints = [TestPolicyPackage.Robot.Joints[0], TestPolicyPackage.Robot.Joints[1] with { Name = "knee" }],
            Cameras = [],
        };

        var (binding, errors) = Bind(robot);

        Assert.Null(binding);
        Assert.Equal(
            [
                "manifest.json: robots[0].state.order[0]: expected a joint of robot 'arm': gripper, knee, actual 'elbow'",
                "manifest.json: robots[0].action.order[1]: expected a joint of robot 'arm': gripper, knee, actual 'elbow'",
                "manifest.json: cameras[0].name: expected a camera of robot 'arm': none, actual 'front'",
                "manifest.json: robots[0].action.order: expected an action for every joint of robot 'arm', actual none for 'knee'",
            ],
            errors);
    }

    [Fact]
    public void Bind_PositionBeyondTheRobotsReach_IsAnError()
    {
        _package.EditManifest("\"representation\": \"absolute\"", "\"binary\": { \"gripper\": { \"threshold\": 0.5, \"below\": 0, \"above\": 40 } }");
        Assert.Equal(
            "manifest.json: x-robotpolicy.action.binary.gripper.above: expected 0 to 1, the limits of 'gripper', actual 40",
            Assert.Single(Bind(TestPolicyPackage.Robot).Errors));

        // In millimetres it is within reach.
        _package.EditManifest("\"task\"", "\"units\": { \"length\": \"mm\" }, \"task\"");
        Assert.Empty(Bind(TestPolicyPackage.Robot).Errors);
    }

    private (PolicyBinding? Binding, IReadOnlyList<string> Errors) Bind(RobotDescription robot)
    {
        var errors = new List<PackageError>();
        var package = PolicyPackage.Load(_package.Folder, errors)!;
        var spec = PolicyLoader.CreateSpec(package, TestPolicyPackage.Chunk, new PolicyLoaderOptions(), errors);
        var binding = RobotFit.Bind(package, spec, robot, errors);
        return (binding, [.. errors.Select(error => error.ToString())]);
    }
}
