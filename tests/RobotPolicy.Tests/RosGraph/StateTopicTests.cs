using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Server.RosGraph;

namespace RobotPolicy.Tests.RosGraph;

public sealed class StateTopicTests
{
    private static readonly RobotState Running = new(ControlMode.Running, StopCause.None, "", "anna", "sort \"blue\" cubes", 4);

    [Fact]
    public void Update_PublishesWhatChangedAndNothingElse()
    {
        using var rig = new GraphRig();
        using var topic = new StateTopic(rig.Ours);
        var states = rig.Listen("/robot_policy/state", StringMessage.Type, GraphRig.ReadString);
        var stopped = rig.Listen("/robot_policy/stopped", BoolMessage.Type, GraphRig.ReadBool);
        var emergency = rig.Listen("/robot_policy/emergency_stopped", BoolMessage.Type, GraphRig.ReadBool);
        RobotState[] updates =
        [
            Running,
            Running,
            Running with { Failure = FailureState.Degraded, FailureReason = DegradedReason.ScoredLate },
            Running with { Mode = ControlMode.Holding, Cause = StopCause.CameraStale, Culprit = "front", Epoch = 5 },
            Running with { Mode = ControlMode.ProtectiveStop, Cause = StopCause.TrackingError, Culprit = "elbow", Epoch = 6 },
            Running with { Mode = ControlMode.EmergencyStop, Cause = StopCause.StopInput, Culprit = "button", Epoch = 7 },
            Running with { Mode = ControlMode.Idle, Task = "", AuthorityHolder = "", Epoch = 8 },
        ];
        foreach (var update in updates)
        {
            topic.Update(update);
            rig.Peer.Pump();
        }

        Assert.Equal(
            [
                """{"mode":"running","cause":"none","culprit":"","authority":"anna","task":"sort \u0022blue\u0022 cubes","epoch":4,"failure":"off","failure_reason":"none"}""",
                """{"mode":"running","cause":"none","culprit":"","authority":"anna","task":"sort \u0022blue\u0022 cubes","epoch":4,"failure":"degraded","failure_reason":"scored_late"}""",
                """{"mode":"holding","cause":"camera_stale","culprit":"front","authority":"anna","task":"sort \u0022blue\u0022 cubes","epoch":5,"failure":"off","failure_reason":"none"}""",
                """{"mode":"protective_stop","cause":"tracking_error","culprit":"elbow","authority":"anna","task":"sort \u0022blue\u0022 cubes","epoch":6,"failure":"off","failure_reason":"none"}""",
                """{"mode":"emergency_stop","cause":"stop_input","culprit":"button","authority":"anna","task":"sort \u0022blue\u0022 cubes","epoch":7,"failure":"off","failure_reason":"none"}""",
                """{"mode":"idle","cause":"none","culprit":"","authority":"","task":"","epoch":8,"failure":"off","failure_reason":"none"}""",
            ],
            states);
        Assert.Equal([false, true, false], stopped);
        Assert.Equal([false, true, false], emergency);
    }

    [Fact]
    public void LateJoiner_GetsTheLastState()
    {
        using var rig = new GraphRig();
        using var topic = new StateTopic(rig.Ours);
        topic.Update(Running);
        topic.Update(Running with { Mode = ControlMode.EmergencyStop, Cause = StopCause.OperatorRequest });
        var states = rig.Listen("/robot_policy/state", StringMessage.Type, GraphRig.ReadString);
        var emergency = rig.Listen("/robot_policy/emergency_stopped", BoolMessage.Type, GraphRig.ReadBool);
        rig.Peer.Pump();
        Assert.Contains("\"cause\":\"operator_request\"", Assert.Single(states), StringComparison.Ordinal);
        Assert.True(Assert.Single(emergency));
    }

    [Fact]
    public void Update_TextThatNoStringMayHold_IsEscaped()
    {
        using var rig = new GraphRig();
        using var topic = new StateTopic(rig.Ours);
        var states = rig.Listen("/robot_policy/state", StringMessage.Type, GraphRig.ReadString);
        topic.Update(Running with { Task = "a\0b\n\ud800" });
        rig.Peer.Pump();
        Assert.Contains("""a\u0000b\n""", Assert.Single(states), StringComparison.Ordinal);
    }

    [Fact]
    public void Update_AfterTheTransportIsGone_DoesNothing()
    {
        using var rig = new GraphRig();
        using var topic = new StateTopic(rig.Ours);
        rig.Ours.Dispose();
        topic.Update(Running);
    }
}
