using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Graphs.Composition;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Graphs;

public sealed class OnnxModelReaderTests
{
    private static readonly byte[] Model = new OnnxModelBuilder()
        .Input("x", -1, 4).Constant("w", [1, 2, 3, 4], 4).Node("Add", ["x", "w"], "y").Output("y", OnnxModelBuilder.Float64, [1, 4]).Build();

    [Fact]
    public void Read_Model_FindsItsParts()
    {
        var model = OnnxModelReader.Read(Model);

        Assert.Equal((8, 17L), (model.Ir, model.Opsets[string.Empty]));
        Assert.Equal([-1L, 4], Assert.Single(model.Inputs).Shape!);
        Assert.Equal(OnnxElementType.Double, Assert.Single(model.Outputs).Type);
        Assert.Equal("w", Assert.Single(model.Constants).Name);
        Assert.Single(model.Nodes);
    }

    [Fact]
    public void Read_DamagedModel_ThrowsOnlyInvalidData() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Position, byte Value, int Length)>(),
        damage =>
        {
            var bytes = Model.ToArray();
            bytes[(int)(unchecked((uint)damage.Position) % bytes.Length)] = damage.Value;
            var length = (int)(unchecked((uint)damage.Length) % (bytes.Length + 1));
            try
            {
                OnnxModelReader.Read(bytes.AsMemory(0, length));
            }
            catch (InvalidDataException)
            {
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new float[] { 1, 2 }, new float[] { 1, 2 }, 0)]
    [InlineData(new float[] { 1, 2 }, new float[] { 1, 5 }, 3)]
    [InlineData(new[] { float.NaN }, new float[] { 1 }, double.PositiveInfinity)]
    [InlineData(new[] { float.NaN }, new[] { float.NaN }, 0)]
    public void Distance_NaNAgainstANumber_IsInfinite(float[] a, float[] b, double expected) => Assert.Equal(expected, ReplayCheck.Distance(a, b));

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0.001, 1, true)]
    [InlineData(0.5, 0.5, false)]
    [InlineData(0.005, 0.005, false)]
    [InlineData(0, 0, true)]
    [InlineData(double.NaN, 1, false)]
    public void Passed_FrozenOutputs_DoNot(double error, double change, bool expected) => Assert.Equal(expected, new ReplayCheck(error, change).Passed);
}
