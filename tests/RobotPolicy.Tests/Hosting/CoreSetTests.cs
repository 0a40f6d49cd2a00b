using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class CoreSetTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0-3", "0-3")]
    [InlineData("3,1, 5-4095", null)]
    [InlineData("1,3-5,2", "1-5")]
    [InlineData(" 1 , 63-64 ,1023", "1,63-64,1023")]
    [InlineData("", "")]
    [InlineData("1024", null)]
    [InlineData("3-1", null)]
    [InlineData("-1", null)]
    [InlineData("1-", null)]
    [InlineData("a", null)]
    [InlineData("99999999999", null)]
    [InlineData(null, null)]
    public void TryParse_List_IsReadAsTheKernelWritesIt(string? text, string? expected)
    {
        var isList = CoreSet.TryParse(text, out var cores);

        Assert.Equal(expected, isList ? cores!.ToString() : null);
    }

    [Fact]
    public void Sets_AreComparedByTheirCores()
    {
        var cores = new CoreSet(0, 2, 70);

        Assert.Equal(cores, new CoreSet(70, 0, 2, 2));
        Assert.Equal("0,70", cores.Except(new CoreSet(2, 3)).ToString());
        Assert.Equal("2", cores.And(new CoreSet(2, 3)).ToString());
        Assert.True(cores.And(new CoreSet(1)).IsEmpty);
        Assert.Equal("0-1023", CoreSet.All.ToString());
        Assert.Equal((true, false, false, false), (cores.Contains(70), cores.Contains(6), cores.Contains(-1), cores.Contains(4096)));
    }

    [Fact]
    public void Mask_HasOneBitForEachCore() => Assert.Equal([5UL, 64UL], new CoreSet(0, 2, 70).Mask[..2].ToArray());

    [Fact]
    public void Constructor_CoreOutOfRange_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new CoreSet(CoreSet.MaxCore + 1));
}
