using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Loop;

/// <summary>A residual that comes with the policy, beside an operator's correction.</summary>
public sealed class PolicyCorrectionTests
{
    [Fact]
    public void Residual_WithinItsLimit_IsAddedAndBothTermsAreSeen()
    {
        var own = new Constant(0.05);
        var rig = new LoopRig(correction: new Constant(0.01), ownCorrection: new PolicyCorrection(own, [0.1, 0.1, 0.1]));
        rig.Start();
        rig.Run(0.5);
        var tick = rig.Last;
        Assert.Equal((true, false), (tick.Corrected, tick.ResidualLimited));
        for (var joint = 0; joint < 3; joint++)
        {
            Assert.Equal(0.05, tick.Residual[joint], 1e-12);
            Assert.Equal(tick.BaseTarget[joint] + 0.05 + 0.01, tick.Target[joint], 1e-12);
        }

        Assert.Equal(rig.Status.Epoch, own.Epoch);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Residual_BeyondItsLimit_IsCutBackToIt()
    {
        var rig = new LoopRig(ownCorrection: new PolicyCorrection(new Constant(-0.5), [0.1, 0.6, 0]));
        rig.Start();
        rig.Run(0.5);
        var tick = rig.Last;
        Assert.True(tick.ResidualLimited);
        Assert.Equal(-0.1, tick.Residual[0], 1e-12);
        Assert.Equal(-0.5, tick.Residual[1], 1e-12);
        Assert.Equal(0, tick.Residual[2], 1e-12);
        for (var joint = 0; joint < 3; joint++)
            Assert.Equal(tick.BaseTarget[joint] + tick.Residual[joint], tick.Target[joint], 1e-12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Residual_NotFinite_HoldsByName(double value)
    {
        var own = new Constant(0);
        var rig = new LoopRig(ownCorrection: new PolicyCorrection(own, [0.1, 0.1, 0.1]));
        rig.Start();
        own.Value = value;
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 0.05);
        Assert.Equal(StopCause.NonFiniteAction, rig.Status.Cause);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Residual_LeavesWithItsPolicy()
    {
        var rig = new LoopRig(ownCorrection: new PolicyCorrection(new Constant(0.05), [0.1, 0.1, 0.1]));
        rig.Run(0.1);
        rig.Loop.Equip(LoopEquipment.Create(rig.Policy.Spec, rig.Policy.Binding, rig.Inference, rig.Robot.Robot, new()), 1);
        rig.Start();
        rig.Run(0.2);
        Assert.False(rig.Last.Corrected);
        Assert.Equal([0, 0, 0], rig.Last.Residual);
    }

    [Fact]
    public void Limits_NotOnePerJoint_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new LoopRig(ownCorrection: new PolicyCorrection(new Constant(0), [0.1])));
        Assert.Throws<ArgumentException>(() => new LoopRig(ownCorrection: new PolicyCorrection(new Constant(0), [0.1, 0.1, double.NaN])));
    }

    private sealed class Constant(double value) : IActionCorrection
    {
        public double Value { get; set; } = value;

        public long Epoch { get; private set; }

        public void Reset(long epoch) => Epoch = epoch;

        public bool Correct(long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target)
        {
            for (var joint = 0; joint < target.Length; joint++)
                target[joint] += Value;
            return true;
        }
    }
}
